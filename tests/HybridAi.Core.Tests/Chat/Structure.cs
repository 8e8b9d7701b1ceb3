using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Core.Tests.Chat;

/// <summary>Writes a model out in full, so that two of them can be compared by content and their difference read.</summary>
internal static class Structure
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null\n");
                break;
            case string or char:
                text.Append('"');
                foreach (var c in value.ToString()!)
                    text.Append(c is >= ' ' and < (char)127 ? c.ToString() : $"\\u{(int)c:x4}");
                text.Append("\"\n");
                break;
            case Verbatim verbatim:
                text.Append(Convert.ToHexString(verbatim.Utf8.Span)).Append('\n');
                break;
            case ReadOnlyMemory<byte> bytes:
                text.Append(Convert.ToHexString(bytes.Span)).Append('\n');
                break;
            case Enum or IFormattable:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
                break;
            case IEnumerable items:
                text.Append("[\n");
                foreach (var item in items)
                    Write(text.Append(' ', depth + 1), item, depth + 1);
                text.Append(' ', depth).Append("]\n");
                break;
            case bool:
                text.Append(value).Append('\n');
                break;
            default:
                WriteObject(text, value, depth);
                break;
        }
    }

    private static void WriteObject(StringBuilder text, object value, int depth)
    {
        text.Append(value.GetType().Name).Append('\n');
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal))
            Write(text.Append(' ', depth + 1).Append(property.Name).Append(": "), property.GetValue(value), depth + 1);
    }
}
