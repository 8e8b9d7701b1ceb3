using Aspire.Hosting.Publishing;

namespace HybridAi.AppHost;

/// <summary>The key of a provider that is not used: empty, and nothing to ask for.</summary>
internal sealed class NoKey : ParameterDefault
{
    public override string GetDefaultValue() => "";

    public override void WriteToManifest(ManifestPublishingContext context) => context.Writer.WriteString("value", "");
}
