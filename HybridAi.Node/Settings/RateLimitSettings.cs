using HybridAi.Core.RateLimiting;
using HybridAi.ServiceDefaults.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>Reads the section <c>RateLimits</c>: the limits that hold as long as the API sets none of the same name.</summary>
internal static class RateLimitSettings
{
    private const int LongestName = 64;

    public static IReadOnlyList<LimitDefinition> Read(OptionsReader reader)
    {
        var limits = new List<LimitDefinition>();
        foreach (var (key, draft) in reader.ReadNamed<LimitDraft>("RateLimits"))
        {
            // The environment has capitals only.
            var name = key.ToLowerInvariant();
            if (name.Length > LongestName || !name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-' or '_'))
                reader.Report($"RateLimits:{key}", $"a limit's name consists of at most {LongestName} letters, digits, dots, hyphens and underscores.");
            limits.Add(draft.Read(name, (field, problem) => reader.Report($"RateLimits:{key}:{char.ToUpperInvariant(field[0])}{field[1..]}", $"{problem}.")));
        }

        return limits;
    }
}
