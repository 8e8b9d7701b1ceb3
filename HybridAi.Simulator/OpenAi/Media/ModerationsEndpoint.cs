using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary><c>POST …/moderations</c>: a text is harmful in a category if it has that category's word.</summary>
internal static class ModerationsEndpoint
{
    private const string Default = "omni-moderation-latest";

    private static readonly (string Category, string Word, bool Images)[] Categories =
    [
        ("harassment", "idiot", false), ("harassment/threatening", "threaten", false), ("hate", "hate", false), ("hate/threatening", "exterminate", false),
        ("illicit", "steal", false), ("illicit/violent", "bomb", false), ("self-harm", "suicide", true), ("self-harm/intent", "kill myself", true),
        ("self-harm/instructions", "how to die", true), ("sexual", "porn", true), ("sexual/minors", "minors", false), ("violence", "kill", true), ("violence/graphic", "gore", true),
    ];

    public static Task HandleAsync(Exchange exchange) =>
        MediaCall.RunAsync(exchange, null, (body, plan, pace) => AnswerAsync(exchange, body, plan, pace));

    private static async Task<ApiError?> AnswerAsync(Exchange exchange, JsonElement body, CallPlan plan, Pace pace)
    {
        if (RequestFields.Check(body, MediaFields.Moderations, exchange.Profile) is { } wrongField)
            return wrongField;
        if (MediaCall.FindModel(exchange, RequestFields.Text(body, "model") ?? Default, "moderation", out var model) is { } wrongModel)
            return wrongModel;
        if (RequestFields.Get(body, "input") is not { } input)
            return RequestFields.Missing(exchange.Profile, "input");
        var inputs = new List<(string Text, bool HasImage)>();
        if (ReadInputs(input, inputs) is { } wrongInput)
            return wrongInput;
        var id = exchange.Simulation.NextId("modr-", 24);
        exchange.Entry.AnswerId = id;
        var tokens = new BilledTokens { Input = inputs.Sum(each => Tokenizer.Count(each.Text)) };
        await PlainAnswer.SendAsync(exchange, plan, pace, new Bill(exchange, id, model!.Catalog, model.Free), tokens, json => Write(json, id, model.AnswerName, inputs));
        return null;
    }

    // Texts are answered one by one, parts together.
    private static ApiError? ReadInputs(JsonElement input, List<(string Text, bool HasImage)> inputs)
    {
        if (input.ValueKind == JsonValueKind.String)
            inputs.Add((input.GetString()!, false));
        else if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() == 0)
            return FieldRule.WrongType("input", "a string, or an array of strings or parts that is not empty", input);
        else if (input[0].ValueKind == JsonValueKind.Object)
        {
            var (text, image) = ("", false);
            foreach (var (index, part) in input.EnumerateArray().Index())
            {
                var type = part.ValueKind == JsonValueKind.Object ? RequestFields.Text(part, "type") : null;
                if (type == "text" && RequestFields.Text(part, "text") is { } more)
                    text += more;
                else if (type == "image_url" && RequestFields.Get(part, "image_url") is { ValueKind: JsonValueKind.Object } url && RequestFields.Text(url, "url") is not null)
                    image = true;
                else
                    return ApiError.Invalid($"Invalid 'input[{index}]': expected a text or an image_url.", $"input[{index}]", "invalid_value");
            }

            inputs.Add((text, image));
        }
        else
        {
            foreach (var (index, item) in input.EnumerateArray().Index())
            {
                if (item.ValueKind != JsonValueKind.String)
                    return FieldRule.WrongType($"input[{index}]", "a string", item);
                inputs.Add((item.GetString()!, false));
            }
        }

        return null;
    }

    private static void Write(Utf8JsonWriter json, string id, string model, List<(string Text, bool HasImage)> inputs)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("model"u8, model);
        json.WriteStartArray("results"u8);
        foreach (var (text, hasImage) in inputs)
        {
            var flags = Array.ConvertAll(Categories, each => text.Contains(each.Word, StringComparison.OrdinalIgnoreCase));
            json.WriteStartObject();
            json.WriteBoolean("flagged"u8, flags.Contains(true));
            json.WriteStartObject("categories"u8);
            for (var i = 0; i < flags.Length; i++)
                json.WriteBoolean(Categories[i].Category, flags[i]);
            json.WriteEndObject();
            json.WriteStartObject("category_scores"u8);
            for (var i = 0; i < flags.Length; i++)
                json.WriteNumber(Categories[i].Category, flags[i] ? 0.98 : 0.0001);
            json.WriteEndObject();
            json.WriteStartObject("category_applied_input_types"u8);
            foreach (var (category, _, images) in Categories)
            {
                json.WriteStartArray(category);
                json.WriteStringValue("text"u8);
                if (images && hasImage)
                    json.WriteStringValue("image"u8);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
