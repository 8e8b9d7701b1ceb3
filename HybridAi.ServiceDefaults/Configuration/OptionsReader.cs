using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults.Configuration;

/// <summary>
/// Reads option classes from configuration and collects every error (unknown key, wrong type, value out of range) instead of stopping at
/// the first one. The stock binder stops, ignores unknown keys, and knows no <c>7d</c> or <c>500MB</c>.
/// </summary>
/// <param name="configuration">All configuration: files, environment, command line.</param>
public sealed class OptionsReader(IConfiguration configuration)
{
    private readonly List<string> _errors = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>What was read, as it is in effect.</summary>
    public SettingsInEffect InEffect { get; } = new(configuration);

    /// <summary>Reads a section.</summary>
    /// <typeparam name="T">The option class; its property values are the defaults.</typeparam>
    /// <param name="section">The section's name; its keys match in any case.</param>
    public T Read<T>(string section)
        where T : class, new()
    {
        var options = new T();
        Fill(options, section);
        return options;
    }

    /// <summary>Reads a section into options that exist; what it does not set stays.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">The section's name; its keys match in any case.</param>
    public void Fill(object options, string section)
    {
        // Before it is filled it has the defaults.
        InEffect.Add(section, options, options.GetType(), options);
        Fill(options, configuration.GetSection(section));
    }

    /// <summary>Reads a section whose keys are names.</summary>
    /// <typeparam name="T">The type of its values.</typeparam>
    /// <param name="section">The section's name.</param>
    public Dictionary<string, T> ReadNamed<T>(string section)
        where T : new()
    {
        var named = (Dictionary<string, T>)(Convert(typeof(Dictionary<string, T>), null, configuration.GetSection(section)) ?? new Dictionary<string, T>());
        foreach (var (name, value) in named)
            InEffect.Add($"{section}:{name}", value!, typeof(T), new T());
        return named;
    }

    /// <summary>Adds an error that only the reader's caller can see.</summary>
    /// <param name="key">The key that is at fault.</param>
    /// <param name="message">What is wrong and how to mend it.</param>
    public void Report(string key, string message) => _errors.Add($"{key}: {message}");

    /// <summary>Ends the start if anything was wrong.</summary>
    /// <exception cref="ConfigurationException">Something was.</exception>
    public void ThrowIfInvalid()
    {
        if (_errors.Count > 0)
            throw new ConfigurationException(_errors);
    }

    private void Fill(object options, IConfigurationSection section)
    {
        ReportText(section);
        var properties = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!properties.TryGetValue(child.Key, out var property))
                Report(child.Path, $"is unknown here. Known are: {string.Join(", ", properties.Keys)}.");
            else if (Convert(property.PropertyType, property.GetValue(options), child) is { } value)
                property.SetValue(options, value);
        }

        Validate(options, section.Path);
    }

    private void Validate(object options, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
            Report(string.Join(", ", result.MemberNames.DefaultIfEmpty("").Select(member => member.Length == 0 ? path : $"{path}:{member}")), result.ErrorMessage ?? "is invalid.");
    }

    private object? Convert(Type type, object? current, IConfigurationSection section)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return ConvertNamed(type, section);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
            return ConvertList(type, section);
        if (OptionsText.Converts(type))
            return ConvertText(type, section);
        var nested = current ?? Activator.CreateInstance(type)!;
        Fill(nested, section);
        return nested;
    }

    private object? ConvertText(Type type, IConfigurationSection section)
    {
        if (section.Value is not { } text)
        {
            if (section.GetChildren().Any())
                Report(section.Path, $"must be {OptionsText.Describe(type)}, not a section.");
            return null;
        }

        // An empty value is how the environment says "not set".
        if (text.Length == 0 && type != typeof(string))
            return null;
        if (OptionsText.TryConvert(type, text, out var value))
            return value;
        Report(section.Path, $"must be {OptionsText.Describe(type)}.");
        return null;
    }

    private object ConvertNamed(Type type, IConfigurationSection section)
    {
        ReportText(section);
        var named = (IDictionary)Activator.CreateInstance(type, StringComparer.OrdinalIgnoreCase)!;
        foreach (var child in section.GetChildren())
        {
            if (Convert(type.GenericTypeArguments[1], null, child) is { } value)
                named[child.Key] = value;
        }

        return named;
    }

    // A list is given by indexed keys, or by one text with commas.
    private object ConvertList(Type type, IConfigurationSection section)
    {
        var element = type.GenericTypeArguments[0];
        var list = (IList)Activator.CreateInstance(type)!;
        if (!OptionsText.Converts(element))
            ReportText(section);
        else if (section.Value is { Length: > 0 } text)
        {
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (OptionsText.TryConvert(element, part, out var value))
                    list.Add(value);
                else
                    Report(section.Path, $"'{part}' must be {OptionsText.Describe(element)}.");
            }
        }

        foreach (var child in section.GetChildren())
        {
            if (!child.Key.All(char.IsAsciiDigit))
                Report(child.Path, "is unknown here: a list has the keys 0, 1, 2 and so on.");
            else if (Convert(element, null, child) is { } value)
                list.Add(value);
        }

        return list;
    }

    private void ReportText(IConfigurationSection section)
    {
        if (section.Value is { Length: > 0 })
            Report(section.Path, "is a section; set one of its keys instead.");
    }
}
