using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace HybridAi.AppHost;

/// <summary>A secret that nobody has to know: 32 random bytes in hexadecimal, the form that a master key has.</summary>
internal sealed class MadeUpKey : ParameterDefault
{
    public override string GetDefaultValue() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    public override void WriteToManifest(ManifestPublishingContext context) =>
        throw new NotSupportedException("A deployment is given its keys.");
}
