using System.Collections;
using System.Globalization;
using System.Reflection;
using HybridAi.Core.Configuration;
using HybridAi.Core.Secrets;

namespace HybridAi.ServiceDefaults.Configuration;

/// <summary>Walks over options of all types that <see cref="OptionsReader"/> can fill, and writes each as a text that it would read again; secrets it does not write.</summary>
internal static class SettingsWalk
{
    private static readonly string[] SecretNames = ["Key", "Keys", "Secret", "Token", "Tokens", "Password", "Credentials", "ConnectionString"];

    /// <summary>Each option below a path, with its text.</summary>
    /// <param name="path">The key of what is walked over.</param>
    /// <param name="value">The value: options, a list, names with values, or a single one.</param>
    /// <param name="type">Its type.</param>
    public static IEnumerable<(string Key, string? Text, bool IsSecret)> Over(string path, object? value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (OptionsText.Converts(type))
            return [(path, Format(value, IsSecret(path, type)), IsSecret(path, type))];
        if (value is IDictionary named)
            return named.Keys.Cast<string>().Order(StringComparer.OrdinalIgnoreCase).SelectMany(name => Named($"{path}:{name}", named[name], type.GenericTypeArguments[1]));
        if (value is IList list)
            return OptionsText.Converts(type.GenericTypeArguments[0])
                ? [(path, Format(list.Count == 0 ? null : string.Join(", ", list.Cast<object>().Select(Format)), IsSecret(path, type.GenericTypeArguments[0])), IsSecret(path, type.GenericTypeArguments[0]))]
                : list.Cast<object>().SelectMany((item, index) => Over($"{path}:{index}", item, type.GenericTypeArguments[0]));
        return value is null ? [] : type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)
            .SelectMany(property => Over($"{path}:{property.Name}", property.GetValue(value), property.PropertyType));
    }

    /// <summary>Writes a value as configuration has it, but for a secret, whatever type that has; null if there is none.</summary>
    public static string? Format(object? value, bool isSecret) => Format(value) is { } text ? isSecret ? SettingInEffect.Hidden : text : null;

    private static string? Format(object? value) => value switch
    {
        null or "" => null,
        Secret => SettingInEffect.Hidden,
        string text => text,
        bool flag => flag ? "true" : "false",
        TimeSpan duration => duration >= TimeSpan.Zero ? DurationText.Format(duration) : duration.ToString("c", CultureInfo.InvariantCulture),
        Uri address => WithoutSecrets(address),
        Enum choice => choice.ToString().ToLowerInvariant(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    // Secrets have a type; a text whose name says that it is one is none that somebody thought of.
    private static bool IsSecret(string path, Type type) =>
        type == typeof(Secret) || (type == typeof(string) && Array.Exists(SecretNames, name => path.EndsWith(name, StringComparison.OrdinalIgnoreCase)));

    // A user and password may stand in an address, and a key in its query.
    private static string WithoutSecrets(Uri address)
    {
        var (hasUser, hasQuery) = (address.UserInfo.Length > 0, address.Query.Length > 1);
        if (!hasUser && !hasQuery)
            return address.OriginalString;
        var shown = new UriBuilder(address);
        if (hasUser)
            (shown.UserName, shown.Password) = (SettingInEffect.Hidden, "");
        if (hasQuery)
            shown.Query = SettingInEffect.Hidden;
        return shown.Uri.AbsoluteUri;
    }

    // Texts by free names, such as headers, may be what somebody signs in with.
    private static IEnumerable<(string, string?, bool)> Named(string path, object? value, Type type) =>
        type == typeof(string) ? [(path, Format(value, isSecret: true), true)] : Over(path, value, type);
}
