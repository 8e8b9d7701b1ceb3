using System.Text.Json;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>What the official SDKs' types demand of objects of this dialect: which members there are, which must be, of what kinds.</summary>
internal static class ResponseShape
{
    // Member, kinds: s text, n number, b flag, o object, a list, z null; a question mark: may be absent.
    private static readonly (string Name, string Kinds)[] Response =
    [
        ("id", "s"), ("object", "s"), ("created_at", "n"), ("status", "s"), ("background", "b"), ("completed_at", "nz"), ("error", "oz"),
        ("incomplete_details", "oz"), ("instructions", "sz"), ("max_output_tokens", "nz"), ("max_tool_calls", "nz"), ("model", "s"), ("output", "a"),
        ("parallel_tool_calls", "b"), ("previous_response_id", "sz"), ("prompt_cache_key", "sz"), ("prompt_cache_retention", "sz"), ("reasoning", "o"),
        ("safety_identifier", "sz"), ("service_tier", "sz"), ("store", "b"), ("temperature", "nz"), ("text", "o"), ("tool_choice", "so"), ("tools", "a"),
        ("top_logprobs", "n"), ("top_p", "nz"), ("truncation", "s"), ("usage", "oz"), ("user", "sz"), ("metadata", "o"),
    ];

    private static readonly Dictionary<string, (string Name, string Kinds)[]> Items = new()
    {
        ["message"] = [("id", "s"), ("type", "s"), ("status", "s"), ("content", "a"), ("role", "s")],
        ["function_call"] = [("id", "s"), ("type", "s"), ("status", "s"), ("arguments", "s"), ("call_id", "s"), ("name", "s")],
        ["custom_tool_call"] = [("id", "s"), ("type", "s"), ("status", "s"), ("input", "s"), ("call_id", "s"), ("name", "s")],
        ["reasoning"] = [("id", "s"), ("type", "s"), ("summary", "a"), ("content", "a?"), ("encrypted_content", "s?")],
        ["image_generation_call"] = [("id", "s"), ("type", "s"), ("status", "s"), ("result", "sz")],
    };

    private static readonly Dictionary<string, (string Name, string Kinds)[]> Parts = new()
    {
        ["output_text"] = [("type", "s"), ("annotations", "a"), ("logprobs", "a"), ("text", "s")],
        ["refusal"] = [("type", "s"), ("refusal", "s")],
        ["summary_text"] = [("type", "s"), ("text", "s")],
        ["reasoning_text"] = [("type", "s"), ("text", "s")],
    };

    private static readonly (string Name, string Kinds)[] Usage =
        [("input_tokens", "n"), ("input_tokens_details", "o"), ("output_tokens", "n"), ("output_tokens_details", "o"), ("total_tokens", "n")];

    /// <summary>Checks a response object.</summary>
    public static void CheckResponse(JsonElement response, List<string> faults)
    {
        Check("response", response, Response, faults);
        if (faults.Count > 0)
            return;
        if (response.GetProperty("object").GetString() != "response")
            faults.Add("response.object is not 'response'");
        var (status, isOver) = (response.GetProperty("status").GetString(), response.GetProperty("status").GetString() is not "in_progress");
        if ((status == "completed") != (response.GetProperty("completed_at").ValueKind == JsonValueKind.Number))
            faults.Add($"completed_at does not go with status {status}");
        if ((status == "incomplete") != (response.GetProperty("incomplete_details").ValueKind == JsonValueKind.Object))
            faults.Add($"incomplete_details does not go with status {status}");
        if ((status == "failed") != (response.GetProperty("error").ValueKind == JsonValueKind.Object))
            faults.Add($"error does not go with status {status}");
        if (!isOver && (response.GetProperty("output").GetArrayLength() > 0 || response.GetProperty("usage").ValueKind != JsonValueKind.Null))
            faults.Add("a response in progress has an output or a usage");
        foreach (var item in response.GetProperty("output").EnumerateArray())
            CheckItem(item, faults);
        if (response.GetProperty("usage") is { ValueKind: JsonValueKind.Object } usage)
            CheckUsage(usage, faults);
    }

    /// <summary>Checks an output item; kinds that are hosted by a provider are its own affair.</summary>
    public static void CheckItem(JsonElement item, List<string> faults)
    {
        var type = item.GetProperty("type").GetString()!;
        if (!Items.TryGetValue(type, out var members))
            return;
        Check(type, item, members, faults);
        foreach (var list in new[] { "content", "summary" })
        {
            if (item.TryGetProperty(list, out var parts))
            {
                foreach (var part in parts.EnumerateArray())
                    CheckPart(part, faults);
            }
        }
    }

    /// <summary>Checks a part of a message or of reasoning.</summary>
    public static void CheckPart(JsonElement part, List<string> faults)
    {
        if (part.TryGetProperty("type", out var type) && Parts.TryGetValue(type.GetString()!, out var members))
            Check(type.GetString()!, part, members, faults);
        else
            faults.Add($"a part of no known type: {part}");
    }

    /// <summary>Checks that an object has exactly its members, each of its kind.</summary>
    public static void Check(string what, JsonElement element, (string Name, string Kinds)[] members, List<string> faults)
    {
        foreach (var (name, kinds) in members)
        {
            if (!element.TryGetProperty(name, out var value))
            {
                if (!kinds.EndsWith('?'))
                    faults.Add($"{what} has no '{name}'");
            }
            else if (!kinds.Contains(KindOf(value), StringComparison.Ordinal))
                faults.Add($"{what}.{name} is {value.ValueKind}");
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!members.Any(member => member.Name == property.Name))
                faults.Add($"{what} has a member '{property.Name}' too much");
        }
    }

    private static void CheckUsage(JsonElement usage, List<string> faults)
    {
        Check("usage", usage, Usage, faults);
        Check("input_tokens_details", usage.GetProperty("input_tokens_details"), [("cached_tokens", "n"), ("cache_write_tokens", "n")], faults);
        Check("output_tokens_details", usage.GetProperty("output_tokens_details"), [("reasoning_tokens", "n")], faults);
        if (usage.GetProperty("input_tokens").GetInt64() + usage.GetProperty("output_tokens").GetInt64() != usage.GetProperty("total_tokens").GetInt64())
            faults.Add("usage does not add up");
    }

    private static char KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => 's',
        JsonValueKind.Number => 'n',
        JsonValueKind.True or JsonValueKind.False => 'b',
        JsonValueKind.Object => 'o',
        JsonValueKind.Array => 'a',
        _ => 'z',
    };
}
