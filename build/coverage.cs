#:property PublishAot=false
// Line coverage of some assemblies over several test runs: a line is covered if any run covered it.
// dotnet run build/coverage.cs -- RESULTS-DIRECTORY LEAST-PERCENT ASSEMBLY...
using System.Globalization;
using System.Xml.Linq;

var lines = new Dictionary<(string Assembly, string File, int Line), bool>();
foreach (var report in Directory.EnumerateFiles(args[0], "coverage.cobertura.xml", SearchOption.AllDirectories))
{
    foreach (var package in XDocument.Load(report).Descendants("package"))
    {
        var assembly = (string)package.Attribute("name")!;
        foreach (var type in package.Descendants("class"))
        {
            var file = Path.GetFileName((string)type.Attribute("filename")!) + "|" + (string)type.Attribute("name")!;
            foreach (var line in type.Element("lines")!.Elements("line"))
            {
                var key = (assembly, file, (int)line.Attribute("number")!);
                lines[key] = lines.GetValueOrDefault(key) || (long)line.Attribute("hits")! > 0;
            }
        }
    }
}

var least = double.Parse(args[1], CultureInfo.InvariantCulture);
var enough = true;
foreach (var assembly in args[2..])
{
    var own = lines.Where(line => line.Key.Assembly == assembly).ToList();
    var percent = own.Count == 0 ? 0 : 100.0 * own.Count(line => line.Value) / own.Count;
    enough &= percent >= least;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"Coverage of {assembly}: {percent:0.0} % of {own.Count} lines{(percent < least ? $", less than {least:0} %" : "")}"));
}

return enough ? 0 : 1;
