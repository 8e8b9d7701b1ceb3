using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Repositories;
using KeyMaterial = Microsoft.AspNetCore.DataProtection.Secret;

namespace HybridAi.Web.Hosting;

/// <summary>
/// A ring of one data protection key that is always the same for a secret (HKDF, RFC 5869), in the form that the framework stores its own in
/// (https://learn.microsoft.com/aspnet/core/security/data-protection/implementation/key-storage-format). Another secret is another key, and signs everybody out.
/// </summary>
internal sealed class DerivedKeyRing(Core.Secrets.Secret secret) : IXmlRepository
{
    // AES-256-CBC with HMAC-SHA-256, the framework's own choice, derives both of its keys from 512 bits.
    private const int MaterialLength = 64;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var descriptor = new AuthenticatedEncryptorDescriptor(new AuthenticatedEncryptorConfiguration(), new KeyMaterial(Derive("key", MaterialLength))).ExportToXml();
        return
        [
            new XElement(
                "key",
                new XAttribute("id", new Guid(Derive("id", 16))),
                new XAttribute("version", 1),
                new XElement("creationDate", Day(2000)),
                new XElement("activationDate", Day(2000)),
                new XElement("expirationDate", Day(9000)),
                new XElement("descriptor", new XAttribute("deserializerType", descriptor.DeserializerType.AssemblyQualifiedName!), descriptor.SerializedDescriptorElement)),
        ];
    }

    public void StoreElement(XElement element, string friendlyName) => throw new NotSupportedException("The key is given; there are no others.");

    private byte[] Derive(string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Reveal()), length, salt: null, Encoding.UTF8.GetBytes($"HybridAi.Web.DataProtection.v1.{purpose}"));

    private static string Day(int year) => new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).ToString("o", CultureInfo.InvariantCulture);
}
