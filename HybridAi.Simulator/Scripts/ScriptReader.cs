using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Simulator.Scripts;

/// <summary>Reads scripts strictly: an unknown property or a bad value is named, never ignored.</summary>
internal static class ScriptReader
{
    /// <summary>The longest wait a script may ask for: ten minutes.</summary>
    public const double MaxMs = 600_000;

    public static readonly JsonSerializerOptions Json = MakeOptions();

    /// <summary>The script, or what is wrong with it.</summary>
    public static (ProviderScript? Script, IReadOnlyList<string> Problems) Read(ReadOnlySpan<byte> utf8)
    {
        ProviderScript? script;
        try
        {
            script = JsonSerializer.Deserialize<ProviderScript>(utf8, Json);
        }
        catch (JsonException exception)
        {
            return (null, [Describe(exception)]);
        }

        if (script is null)
            return (null, ["a script is a JSON object"]);
        var problems = Problems(script, "").ToList();
        return problems.Count == 0 ? (script, []) : (null, problems);
    }

    private static string Describe(JsonException exception)
    {
        var path = exception.Path is null or "$" ? "the document" : exception.Path.TrimStart('$', '.');
        if (exception.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"{path}: unknown property";
        return exception.Message.Contains("required properties", StringComparison.Ordinal)
            ? $"{path}: a required property is missing (errors need a kind)"
            : $"{path}: not a valid value here";
    }

    private static IEnumerable<string> Problems(ProviderScript script, string at)
    {
        IEnumerable<string> problems =
        [
            .. script.Latency?.Problems($"{at}latency") ?? [],
            .. script.TimeToFirstTokenMs?.Problems($"{at}timeToFirstTokenMs") ?? [],
            .. (script.Errors ?? []).SelectMany((error, index) => ErrorProblems(error, $"{at}errors[{index}]")),
            .. FaultProblems(script.Stall, $"{at}stall"),
            .. FaultProblems(script.Cut, $"{at}cut"),
            .. FaultProblems(script.Malformed, $"{at}malformed"),
            .. FaultProblems(script.StreamError, $"{at}streamError"),
            .. script.Jobs?.Problems($"{at}jobs") ?? [],
        ];
        foreach (var problem in problems)
            yield return problem;
        if (script.TokensPerSecond is { } speed && !(speed > 0 && speed <= 1_000_000))
            yield return $"{at}tokensPerSecond must be above 0 and at most 1000000";
        if (script.Quality is { } quality && !(quality >= 0 && quality <= 1))
            yield return $"{at}quality must be from 0 to 1";
        if (script.RateLimit is { } limit && (limit.RequestsPerMinute < 0 || limit.TokensPerMinute < 0))
            yield return $"{at}rateLimit must not be negative";
        foreach (var (model, inner) in script.Models ?? new Dictionary<string, ProviderScript>())
        {
            if (inner is null || inner.Models is not null || inner.RateLimit is not null)
                yield return $"{at}models.{model}: must be an object without models and rateLimit";
            else
                foreach (var problem in Problems(inner, $"{at}models.{model}."))
                    yield return problem;
        }
    }

    private static IEnumerable<string> ErrorProblems(ScriptedError? error, string at)
    {
        if (error is null)
        {
            yield return $"{at}: must be an object";
            yield break;
        }

        foreach (var problem in ChanceProblems(error.Rate, error.Count, at))
            yield return problem;
        if (error.RetryAfterSeconds is { } wait && !(wait >= 0 && wait <= 86_400))
            yield return $"{at}.retryAfterSeconds must be from 0 to 86400";
        if (error.Status is < 400 or > 599)
            yield return $"{at}.status must be from 400 to 599";
    }

    private static IEnumerable<string> FaultProblems(AnswerFault? fault, string at)
    {
        if (fault is null)
            yield break;
        foreach (var problem in ChanceProblems(fault.Rate, fault.Count, at))
            yield return problem;
        if (fault.AfterTokens < 0)
            yield return $"{at}.afterTokens must not be negative";
    }

    private static IEnumerable<string> ChanceProblems(double? rate, int? count, string at)
    {
        if (rate is { } share && !(share >= 0 && share <= 1))
            yield return $"{at}.rate must be from 0 to 1";
        if (count < 0)
            yield return $"{at}.count must not be negative";
    }

    private static JsonSerializerOptions MakeOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
