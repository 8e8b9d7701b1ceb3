using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using HybridAi.Core.Configuration;
using HybridAi.Core.Health.Resources;
using HybridAi.Core.Secrets;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Tests.Configuration;

/// <summary>Every option of the gateway, found by walking the types of <see cref="NodeSettings"/>.</summary>
internal static class OptionTypes
{
    /// <summary>Options that follow another one; setting them is an error.</summary>
    public static readonly string[] Followers = ["Journal:Retention"];

    /// <summary>Each option with the key that sets it.</summary>
    public static IReadOnlyList<(string Key, PropertyInfo Property)> All { get; } =
    [
        .. typeof(NodeSettings).GetProperties().Where(property => property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            .SelectMany(property => Walk(property.Name, property.PropertyType)),
        .. Walk("Providers:sample", typeof(ProviderOptions)),
    ];

    /// <summary>A valid text for an option that is not its default.</summary>
    public static string SampleOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var range = property.GetCustomAttribute<RangeAttribute>();
        if (type == typeof(bool))
            return DefaultOf(property) is true ? "false" : "true";
        if (type == typeof(TimeSpan))
            return DurationText.Format(TimeSpan.Parse((string)range!.Minimum, CultureInfo.InvariantCulture) + TimeSpan.FromMilliseconds(1));
        if (type == typeof(ByteSize))
            return property.DeclaringType == typeof(MemoryOptions) ? "123MB" : "123KB";
        if (type.IsEnum)
            return Enum.GetNames(type).Last(name => name != DefaultOf(property)?.ToString());
        if (type == typeof(Uri))
            return "http://sample.example/v1";
        return type == typeof(Secret) || type == typeof(string) ? SampleText(property)
            : range is not null ? Within(Number(range.Minimum), Number(range.Maximum), DefaultOf(property))
            : throw new InvalidOperationException($"{property.Name} has no sample and, being a number, no range.");
    }

    private static string Within(decimal least, decimal most, object? usual)
    {
        var middle = (least + most) / 2;
        var next = least + 1 <= most ? least + 1 : middle;
        return (usual is not null && Number(usual) == next ? middle : next).ToString(CultureInfo.InvariantCulture);
    }

    private static decimal Number(object value) => System.Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    public static object? DefaultOf(PropertyInfo property) => property.GetValue(Activator.CreateInstance(property.DeclaringType!));

    private static IEnumerable<(string, PropertyInfo)> Walk(string path, Type type)
    {
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var key = $"{path}:{property.Name}";
            if (property.PropertyType.IsGenericType && typeof(IList).IsAssignableFrom(property.PropertyType))
            {
                foreach (var inner in Walk($"{key}:0", property.PropertyType.GenericTypeArguments[0]))
                    yield return inner;
            }
            else if (property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                foreach (var inner in Walk(key, property.PropertyType))
                    yield return inner;
            }
            else if (typeof(IDictionary).IsAssignableFrom(property.PropertyType))
                yield return ($"{key}:X-Sample", property);
            else
                yield return (key, property);
        }
    }

    private static string SampleText(PropertyInfo property) => property.Name switch
    {
        nameof(RoutingOptions.Strategy) => "latency",
        nameof(ProviderOptions.Profile) => "openai",
        _ => "sample",
    };
}
