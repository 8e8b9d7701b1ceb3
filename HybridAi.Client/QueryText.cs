using System.Globalization;
using System.Text;

namespace HybridAi.Client;

/// <summary>Builds an address with the parameters that are set.</summary>
internal sealed class QueryText(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public QueryText Add(string name, object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(text))
            return this;
        _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(text));
        _separator = '&';
        return this;
    }

    public override string ToString() => _text.ToString();
}
