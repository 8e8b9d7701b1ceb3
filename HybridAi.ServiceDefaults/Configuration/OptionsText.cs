using System.Globalization;
using HybridAi.Core.Configuration;
using HybridAi.Core.Secrets;

namespace HybridAi.ServiceDefaults.Configuration;

/// <summary>The values that one configuration text can stand for.</summary>
internal static class OptionsText
{
    public static bool Converts(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(double)
        || type == typeof(decimal) || type == typeof(TimeSpan) || type == typeof(ByteSize) || type == typeof(Uri) || type == typeof(Secret);

    public static string Describe(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(double) || type == typeof(decimal) ? "a number"
        : type == typeof(TimeSpan) ? DurationText.Accepted
        : type == typeof(ByteSize) ? ByteSize.Accepted
        : type == typeof(Uri) ? "an absolute http or https address"
        : "a text";

    public static bool TryConvert(Type type, string text, out object? value)
    {
        text = type == typeof(string) ? text : text.Trim();
        value = type.IsEnum ? ParseName(type, text)
            : type == typeof(string) ? text
            : type == typeof(bool) ? (bool.TryParse(text, out var flag) ? flag : null)
            : type == typeof(int) ? (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null)
            : type == typeof(long) ? (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) ? large : null)
            : type == typeof(double) ? (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null)
            : type == typeof(decimal) ? (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : null)
            : type == typeof(TimeSpan) ? (DurationText.TryParse(text, out var duration) ? duration : null)
            : type == typeof(ByteSize) ? (ByteSize.TryParse(text, out var size) ? size : null)
            : type == typeof(Uri) ? (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null)
            : Secret.FromNullable(text);
        return value is not null;
    }

    // Enum.TryParse also takes numbers, signs and lists.
    private static object? ParseName(Type type, string text) =>
        Array.Find(Enum.GetNames(type), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known ? Enum.Parse(type, known) : null;
}
