using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>Checks fields by a table, and the members of objects within.</summary>
internal static class CohereFields
{
    public static ApiError? Check(JsonElement body, FrozenDictionary<string, FieldRule> rules, string page)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return Refusal.Invalid("the body must be a JSON object");
        foreach (var field in body.EnumerateObject())
        {
            if (!rules.TryGetValue(field.Name, out var rule))
                return Refusal.Unknown(field.Name, page);
            if (rule.Check(field.Name, field.Value) is { } error)
                return Refusal.Invalid($"{field.Name}: {error.Message.TrimEnd('.')}", field.Name);
        }

        foreach (var (name, rule) in rules)
        {
            if (!rule.Nullable && !body.TryGetProperty(name, out _))
                return Refusal.Invalid($"{name} is required", name);
        }

        return null;
    }

    /// <summary>An object with no other members than these.</summary>
    public static ApiError? Known(JsonElement value, string path, params ReadOnlySpan<string> names)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Refusal.Invalid($"{path} must be an object", path);
        foreach (var member in value.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                return Refusal.Unknown(member.Name);
        }

        return null;
    }
}
