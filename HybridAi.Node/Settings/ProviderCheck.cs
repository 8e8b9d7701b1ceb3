using HybridAi.Providers.Profiles;
using HybridAi.ServiceDefaults.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>Checks what attributes cannot say of a configured provider.</summary>
public static class ProviderCheck
{
    private const int LongestName = 64;

    public static void Run(OptionsReader reader, string name, ProviderOptions provider)
    {
        var path = $"Providers:{name}";
        if (name.Length > LongestName || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_'))
            reader.Report(path, $"a provider's name consists of at most {LongestName} letters, digits, dots, hyphens and underscores.");
        CheckProfile(reader, path, name, provider);
        if (provider.ApiKey is { } key && !IsHeaderText(key.Reveal()))
            reader.Report($"{path}:ApiKey", "must consist of visible ASCII characters.");
        foreach (var (header, value) in provider.Headers)
        {
            if (!IsHeaderName(header) || !IsHeaderValue(value))
                reader.Report($"{path}:Headers:{header}", "must be a header's name, with a value of visible ASCII characters.");
        }

        CheckModels(reader, path, provider);
    }

    /// <summary>Whether a key can be sent in a header.</summary>
    public static bool IsHeaderText(string text) => text.All(character => character is > ' ' and <= '~');

    public static bool IsHeaderName(string text) => text.Length is > 0 and <= 256 && text.All(IsTokenCharacter);

    public static bool IsHeaderValue(string text) => text.All(character => character is >= ' ' and <= '~' or '\t');

    private static void CheckProfile(OptionsReader reader, string path, string name, ProviderOptions provider)
    {
        var profile = ProviderProfiles.Find(provider.Profile ?? name) ?? (provider.Profile is null ? ProviderProfiles.Find("openai-compatible") : null);
        if (profile is null)
            reader.Report($"{path}:Profile", $"'{provider.Profile}' is unknown. Known are: {string.Join(", ", ProviderProfiles.InOrder.Select(pair => pair.Key))}.");
        else if (profile.BaseUrl is null && provider.BaseUrl is null)
            reader.Report($"{path}:BaseUrl", "is needed: the profile has no address of its own.");
    }

    private static void CheckModels(OptionsReader reader, string path, ProviderOptions provider)
    {
        if (provider.Models.Select(model => model.Id).Distinct().Count() != provider.Models.Count)
            reader.Report($"{path}:Models", "names a model twice.");
        for (var i = 0; i < provider.Models.Count; i++)
        {
            if (provider.Models[i] is { HasOtherPrices: true, InputPerMillion: null, OutputPerMillion: null })
                reader.Report($"{path}:Models:{i}", "has prices that depend on InputPerMillion and OutputPerMillion; set those too.");
        }
    }

    // RFC 9110 §5.6.2.
    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character);
}
