using HybridAi.Core.Secrets;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace HybridAi.ServiceDefaults.Data;

/// <summary><c>ConnectionStrings:cache</c>: <c>host:port,password=…,ssl=true</c>, as StackExchange.Redis has it. No error repeats the text: it has a password.</summary>
internal static class CacheConnectionText
{
    private const string Key = "ConnectionStrings:cache";

    public static Secret? Read(OptionsReader reader, IConfiguration configuration)
    {
        if (configuration[Key]?.Trim() is not { Length: > 0 } text)
            return null;
        try
        {
            if (!text.Contains("://", StringComparison.Ordinal) && ConfigurationOptions.Parse(text).EndPoints.Count > 0)
                return new Secret(text);
        }
        catch (ArgumentException)
        {
            // Told below.
        }

        reader.Report(Key, "must be host:6379, with options such as password=… and ssl=true behind commas.");
        return null;
    }
}
