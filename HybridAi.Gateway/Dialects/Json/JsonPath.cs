using System.Globalization;

namespace HybridAi.Gateway.Dialects.Json;

/// <summary>Where in a body a value stands; made into text only when something is wrong there.</summary>
internal sealed class JsonPath
{
    public static readonly JsonPath Root = new(null, "", -1);

    private readonly JsonPath? _parent;
    private readonly string _name;
    private readonly int _index;

    private JsonPath(JsonPath? parent, string name, int index) => (_parent, _name, _index) = (parent, name, index);

    public JsonPath Member(string name) => new(this, name, -1);

    public JsonPath Item(int index) => new(this, "", index);

    /// <summary>As OpenAI and Anthropic write it: <c>messages[2].content[0].text</c>.</summary>
    public override string ToString() =>
        _parent is null ? ""
        : _index >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{_parent}[{_index}]")
        : _parent._parent is null ? _name
        : $"{_parent}.{_name}";
}
