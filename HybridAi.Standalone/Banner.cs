using System.Text;
using HybridAi.Gateway.Hosting;

namespace HybridAi.Standalone;

/// <summary>What is printed once everything runs: where to look, where the key lies, what to paste.</summary>
internal sealed class Banner(Uri address, GatewayOverview overview)
{
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("HybridAi is ready.");
        text.AppendLine();
        text.AppendLine($"  Site               {address}");
        text.AppendLine($"  Administrator key  {AdministratorKey}");
        text.AppendLine($"  Data               {overview.DataDirectory}");
        if (overview.Providers.Count > 0)
            text.AppendLine($"  Providers          {string.Join(", ", overview.Providers)}");
        if (overview.SimulatedProviders.Count > 0)
            text.AppendLine($"  Simulated          {string.Join(", ", overview.SimulatedProviders)} (set OPENAI_API_KEY or another provider's key for the real ones)");
        foreach (var warning in overview.Warnings)
            text.AppendLine($"  Warning            {warning}");
        if (overview.ExampleModel is not null)
            text.AppendLine().AppendLine("Try it:").AppendLine().AppendLine(Curl(overview.ExampleModel));
        return text.ToString();
    }

    private string AdministratorKey => overview.AdministratorKeyFile
        ?? (overview.HasGivenAdministratorKey ? "HYBRIDAI_ADMIN_KEY of the environment" : "one of before (if it is lost, set HYBRIDAI_ADMIN_KEY to a new one)");

    private string Curl(string model)
    {
        var key = overview.AdministratorKeyFile is { } file ? $"$(cat '{file}')" : overview.HasGivenAdministratorKey ? "$HYBRIDAI_ADMIN_KEY" : "hai-…";
        var body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Say hello."}]}""";
        return $"""curl {address}v1/chat/completions -H "Authorization: Bearer {key}" -H "Content-Type: application/json" -d '{body}'""";
    }
}
