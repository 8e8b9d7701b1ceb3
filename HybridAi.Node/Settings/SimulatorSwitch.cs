using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>
/// <c>Simulator:Address</c>: the one switch by which a process calls a Simulator that runs beside it for the providers that no key is known of. The rest of
/// the section is the Simulator's own.
/// </summary>
public static class SimulatorSwitch
{
    private const string Key = "Simulator:Address";

    /// <summary>Whether it is set.</summary>
    public static bool IsOn(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[Key]);

    internal static Uri? Read(OptionsReader reader, IConfiguration configuration)
    {
        if (!IsOn(configuration))
            return null;
        if (Uri.TryCreate(configuration[Key]!.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        reader.Report(Key, "must be an absolute http or https address.");
        return null;
    }
}
