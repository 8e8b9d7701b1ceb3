using System.Globalization;
using System.Text;

namespace HybridAi.Providers.Schemas;

/// <summary>Where in the caller's body a part of a schema stands; made into text only when something is wrong there.</summary>
internal sealed class SchemaPath
{
    // What a caller sent goes back to it in an error, but not by the megabyte.
    private const int LongestSegment = 100;
    private const int MostSegments = 40;

    private readonly SchemaPath? _parent;
    private readonly string _segment;

    public SchemaPath(string root)
        : this(null, root)
    {
    }

    private SchemaPath(SchemaPath? parent, string segment) => (_parent, _segment) = (parent, segment);

    public SchemaPath Member(string name) => new(this, name.Length <= LongestSegment ? $".{name}" : $".{name[..LongestSegment]}…");

    public SchemaPath Item(int index) => new(this, string.Create(CultureInfo.InvariantCulture, $"[{index}]"));

    /// <summary>As OpenAI and Anthropic write paths: <c>schema.properties.age.minimum</c>, <c>schema.anyOf[1]</c>.</summary>
    public override string ToString()
    {
        var segments = new Stack<string>();
        for (var path = this; path is not null; path = path._parent)
            segments.Push(path._segment);
        var text = new StringBuilder();
        foreach (var segment in segments.Take(MostSegments))
            text.Append(segment);
        return segments.Count <= MostSegments ? text.ToString() : text.Append('…').ToString();
    }
}
