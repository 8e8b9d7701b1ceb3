using System.Globalization;
using HybridAi.Core.Paging;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Reads query parameters; remembers what is wrong and goes on, so that a reader checks <see cref="Problem"/> once at the end and the caller learns of everything at once.</summary>
internal sealed class ApiQuery(IQueryCollection query)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    private readonly List<(string Name, string Text)> _problems = [];

    /// <summary>Everything that is wrong, or null if nothing is; its parameter is the first.</summary>
    public ApiError? Problem => _problems.Count switch
    {
        0 => null,
        1 => ApiError.Invalid(_problems[0].Name, _problems[0].Text),
        _ => new ApiError(
            StatusCodes.Status400BadRequest, "invalid_value", string.Join(" ", _problems.Select(problem => $"'{problem.Name}' {problem.Text}.")), _problems[0].Name),
    };

    /// <summary>A text, or null if the parameter is absent or blank.</summary>
    public string? Text(string name, int maxLength = 256)
    {
        if (query[name].ToString().Trim() is not { Length: > 0 } text)
            return null;
        if (text.Length > maxLength)
            Fail(name, $"must have at most {maxLength} characters");
        return text;
    }

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        Fail(name, "must be an id (a UUID)");
        return null;
    }

    public long? Number(string name, long min, long max)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        Fail(name, max == long.MaxValue ? $"must be a whole number of at least {min}" : $"must be a whole number from {min} to {max}");
        return null;
    }

    public int Limit() => (int)(Number("limit", 1, MaxLimit) ?? DefaultLimit);

    public PageCursor? Cursor()
    {
        if (Text("cursor") is not { } text)
            return null;
        if (PageCursor.TryParse(text, out var cursor))
            return cursor;
        Fail("cursor", "must be the 'next' of an earlier answer, unchanged");
        return null;
    }

    public void Fail(string name, string problem)
    {
        // What is wrong at all need not be told to be wrong in another way, too.
        if (_problems.TrueForAll(known => known.Name != name))
            _problems.Add((name, problem));
    }
}
