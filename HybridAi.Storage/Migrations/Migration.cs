using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace HybridAi.Storage.Migrations;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Number">Its place in the order, from 1 on without gaps.</param>
/// <param name="Name">The file's name after the number, without its ending.</param>
/// <param name="Sql">Its statements.</param>
internal sealed partial record Migration(int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the statements, whatever the line ends of the checkout.</summary>
    public string Checksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.Replace("\r\n", "\n", StringComparison.Ordinal))));

    /// <summary>
    /// The oldest release that can still work on what this migration leaves, by the last migration which that release knows: what the first
    /// line says, <c>-- readable-from: N</c>. Default: only releases that know this one.
    /// </summary>
    public int ReadableFrom => ReadableFromLine().Match(Sql) is { Success: true } line ? int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture) : Number;

    /// <summary>Reads the embedded <c>NNNN_name.sql</c> of a database, in order.</summary>
    /// <param name="database">The folder under <c>Migrations</c>: <c>Sqlite</c> or <c>Postgres</c>.</param>
    public static IReadOnlyList<Migration> For(string database)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"Migrations/{database}/";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(resource => Read(assembly, resource, resource[prefix.Length..])),
        ];
    }

    private static Migration Read(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new Migration(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file[5..^4], reader.ReadToEnd());
    }

    [GeneratedRegex(@"\A-- readable-from: ([0-9]+)\r?\n")]
    private static partial Regex ReadableFromLine();
}
