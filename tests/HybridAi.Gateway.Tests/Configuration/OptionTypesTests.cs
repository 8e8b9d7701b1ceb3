using System.Collections;
using System.Reflection;
using System.Reflection.Emit;
using System.Xml.Linq;
using HybridAi.Core.Health.Resources;
using HybridAi.Core.Resilience;
using HybridAi.Core.Secrets;
using HybridAi.Node.Settings;
using HybridAi.Providers.Http;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Memcached;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Gateway.Tests.Configuration;

/// <summary>A walk over all option types: each option can be set from everywhere, is checked, is documented, and is read by somebody.</summary>
public sealed class OptionTypesTests
{
    private static readonly Assembly[] Product = [typeof(NodeSettings).Assembly, typeof(ChatPipeline).Assembly, typeof(UpstreamOptions).Assembly, typeof(StorageOptions).Assembly, typeof(RetryOptions).Assembly];

    [Fact]
    public void There_are_options() => Assert.True(OptionTypes.All.Count > 40);

    [Theory]
    [InlineData("file")]
    [InlineData("environment")]
    [InlineData("command line")]
    public void Each_option_can_be_set_from(string source)
    {
        var samples = OptionTypes.All.Where(option => !OptionTypes.Followers.Contains(option.Key))
            .ToDictionary(option => option.Key, option => OptionTypes.SampleOf(option.Property is { PropertyType: var type } && typeof(IDictionary).IsAssignableFrom(type)
                ? typeof(ProviderOptions).GetProperty(nameof(ProviderOptions.Region))! : option.Property));
        var settings = NodeSettings.Read(Build(source, samples), new Dictionary<string, Uri>());
        foreach (var (key, property) in OptionTypes.All.Where(option => !OptionTypes.Followers.Contains(option.Key)))
        {
            var value = property.GetValue(OwnerOf(settings, property));
            if (property.PropertyType == typeof(Secret))
                Assert.Equal("sample", ((Secret)value!).Reveal());
            else if (value is IDictionary pairs)
                Assert.Equal("sample", pairs["x-sample"]);
            else
                Assert.False(Equals(OptionTypes.DefaultOf(property), value), $"{key} kept its default {value}.");
        }
    }

    [Fact]
    public void Each_bad_value_is_reported_by_its_key_and_all_at_once()
    {
        var bad = OptionTypes.All.Where(option => !typeof(IDictionary).IsAssignableFrom(option.Property.PropertyType)
                && option.Property.Name is not (nameof(ProviderOptions.ApiVersion) or nameof(ModelOptions.Id) or nameof(JournalOptions.Directory) or nameof(DiskCacheOptions.Path)))
            .ToDictionary(option => option.Key, option => option.Property.PropertyType == typeof(Secret) ? "líne" : new string('!', 100));
        bad["Providers:sample:Models:0:Id"] = new string('x', 257);
        bad["Providers:sample:Headers:Bad Name"] = "x";
        bad["Gateway:Unknown"] = "x";
        bad["HYBRIDAI_ADMIN_KEY"] = "too short";
        var errors = Assert.Throws<ConfigurationException>(() => NodeSettings.Read(Build("file", bad), new Dictionary<string, Uri>())).Errors;
        foreach (var key in bad.Keys)
            Assert.Contains(errors, error => error.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase) || error.StartsWith($"{key}, ", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(errors, error => error.Contains("líne", StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_and_durations_have_ranges()
    {
        foreach (var (key, property) in OptionTypes.All)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (type == typeof(TimeSpan) || type == typeof(int) || type == typeof(long) || type == typeof(decimal))
                Assert.True(property.IsDefined(typeof(System.ComponentModel.DataAnnotations.RangeAttribute)), $"{key} has no range.");
        }
    }

    [Fact]
    public void Each_option_is_documented()
    {
        var documented = Product.SelectMany(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
            .Where(member => member.Element("summary")?.Value.Trim().Length > 10).Select(member => (string)member.Attribute("name")!).ToHashSet();
        foreach (var (key, property) in OptionTypes.All)
            Assert.True(documented.Contains($"P:{property.DeclaringType!.FullName}.{property.Name}"), $"{key} is not documented.");
    }

    [Fact]
    public void Each_option_is_read_by_somebody()
    {
        var called = Product.SelectMany(CallsIn).ToHashSet();
        var unread = OptionTypes.All.Where(option => !called.Contains(option.Property.GetMethod!)).Select(option => $"{option.Property.DeclaringType!.Name}.{option.Property.Name}");
        Assert.Empty(unread.Distinct());
    }

    private static object OwnerOf(NodeSettings settings, PropertyInfo property) =>
        property.DeclaringType == typeof(ProviderOptions) ? settings.Providers["sample"]
        : property.DeclaringType == typeof(ModelOptions) ? settings.Providers["sample"].Models[0]
        : property.DeclaringType == typeof(ResponseStorageOptions) ? settings.Responses.Storage
        : property.DeclaringType == typeof(DiskCacheOptions) ? settings.Cache.Disk
        : property.DeclaringType == typeof(SemanticCacheOptions) ? settings.Cache.Semantic
        : property.DeclaringType == typeof(RedisCacheOptions) ? settings.Cache.Redis
        : property.DeclaringType == typeof(MemcachedOptions) ? settings.Cache.Memcached
        : property.DeclaringType == typeof(RoutingWeightsOptions) ? settings.Routing.Weights
        : property.DeclaringType == typeof(RoutingAdaptiveOptions) ? settings.Routing.Adaptive
        : property.DeclaringType == typeof(MemoryOptions) ? settings.Health.Memory
        : property.DeclaringType == typeof(ResourceOptions) ? settings.Health.Resources
        : typeof(NodeSettings).GetProperties().Single(section => section.PropertyType == property.DeclaringType).GetValue(settings)!;

    private static IConfiguration Build(string source, Dictionary<string, string> values)
    {
        switch (source)
        {
            case "file":
                return new ConfigurationBuilder().AddInMemoryCollection(values!).Build();
            case "command line":
                return new ConfigurationBuilder().AddCommandLine([.. values.Select(pair => $"--{pair.Key}={pair.Value}")]).Build();
            default:
                foreach (var (key, value) in values)
                    Environment.SetEnvironmentVariable(EnvironmentName(key), value);
                var configuration = new ConfigurationBuilder().AddEnvironmentVariables("OPTIONTYPES_").Build();
                foreach (var key in values.Keys)
                    Environment.SetEnvironmentVariable(EnvironmentName(key), null);
                return configuration;
        }
    }

    private static string EnvironmentName(string key) => $"OPTIONTYPES_{key.Replace(":", "__", StringComparison.Ordinal)}";

    private static IEnumerable<MethodBase> CallsIn(Assembly assembly)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in assembly.GetTypes())
        {
            foreach (var method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)))
            {
                var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
                for (var at = 0; at + 5 <= code.Length; at++)
                {
                    if ((code[at] == OpCodes.Call.Value || code[at] == OpCodes.Callvirt.Value) && Resolve(method, BitConverter.ToInt32(code, at + 1)) is { } callee)
                        yield return callee;
                }
            }
        }
    }

    private static MethodBase? Resolve(MethodBase caller, int token)
    {
        try
        {
            return caller.Module.ResolveMethod(
                token, caller.DeclaringType!.IsGenericType ? caller.DeclaringType.GetGenericArguments() : null, caller.IsGenericMethod ? caller.GetGenericArguments() : null);
        }
        catch (Exception other) when (other is ArgumentException or BadImageFormatException)
        {
            // The byte was not an opcode.
            return null;
        }
    }
}
