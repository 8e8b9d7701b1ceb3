namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Collects all that is wrong with a request's document, so that its sender learns everything at once.</summary>
internal sealed class FieldProblems
{
    private readonly List<(string Param, string Problem)> _found = [];

    /// <summary>Notes a problem.</summary>
    /// <param name="param">The field, as a path: <c>scopes[2].name</c>.</param>
    /// <param name="problem">What is wrong with it, to be read behind its name: "must be above 0".</param>
    public void Add(string param, string problem) => _found.Add((param, problem));

    public bool Any => _found.Count > 0;

    /// <summary>Each of them.</summary>
    public IReadOnlyList<string> Texts => [.. _found.Select(one => $"'{one.Param}' {one.Problem}")];

    /// <summary>One error that names them all, with the first one's field as its own; null if nothing was found.</summary>
    public ApiError? ToError() => _found.Count switch
    {
        0 => null,
        1 => ApiError.Invalid(_found[0].Param, _found[0].Problem),
        _ => new ApiError(
            StatusCodes.Status400BadRequest, "invalid_value",
            $"{_found.Count} fields are wrong: {string.Join("; ", Texts)}.", _found[0].Param),
    };
}
