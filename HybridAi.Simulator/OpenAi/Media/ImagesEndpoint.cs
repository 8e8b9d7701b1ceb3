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

/// <summary><c>POST …/images/generations</c>: images of one pixel, whose colour is the prompt's.</summary>
internal static class ImagesEndpoint
{
    public static Task HandleAsync(Exchange exchange, string? deployment) =>
        MediaCall.RunAsync(exchange, deployment, (body, plan, pace) => AnswerAsync(exchange, deployment, body, plan, pace));

    private static async Task<ApiError?> AnswerAsync(Exchange exchange, string? deployment, JsonElement body, CallPlan plan, Pace pace)
    {
        if (RequestFields.Check(body, MediaFields.Images, exchange.Profile) is { } wrongField)
            return wrongField;
        if (MediaCall.FindModel(exchange, deployment ?? RequestFields.Text(body, "model"), "image", out var model) is { } wrongModel)
            return wrongModel;
        if (RequestFields.Text(body, "prompt") is not { Length: > 0 } prompt)
            return RequestFields.Missing(exchange.Profile, "prompt");
        if (RequestFields.Text(body, "output_format") is "jpeg" or "webp")
            return ApiError.Invalid("This simulation only paints 'png'.", "output_format", "invalid_value");
        var quality = RequestFields.Text(body, "quality") is { } asked and not "auto" ? asked : "medium";
        var count = (int)(RequestFields.Integer(body, "n") ?? 1);
        var tokens = new BilledTokens { Input = Tokenizer.Count(prompt), ImageOutput = (long)count * TokensOf(quality), Images = count };
        var id = exchange.Simulation.NextId("img-", 24);
        exchange.Entry.AnswerId = id;
        await PlainAnswer.SendAsync(
            exchange, plan, pace, new Bill(exchange, id, model!.Catalog, model.Free), tokens,
            json => Write(json, prompt, count, quality, tokens, exchange.Simulation.Time.GetUtcNow(), plan.OmitUsage));
        return null;
    }

    // Of a square of 1024 pixels a side, in OpenAI's guide to image generation.
    private static int TokensOf(string quality) => quality switch
    {
        "low" => 272,
        "high" => 4160,
        _ => 1056,
    };

    private static void Write(Utf8JsonWriter json, string prompt, int count, string quality, BilledTokens tokens, DateTimeOffset now, bool omitUsage)
    {
        json.WriteStartObject();
        json.WriteNumber("created"u8, now.ToUnixTimeSeconds());
        json.WriteString("background"u8, "opaque"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteBase64String("b64_json"u8, TinyPng.Paint(prompt, i));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("output_format"u8, "png"u8);
        json.WriteString("quality"u8, quality);
        json.WriteString("size"u8, "1024x1024"u8);
        if (!omitUsage)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("input_tokens"u8, tokens.Input);
            json.WriteStartObject("input_tokens_details"u8);
            json.WriteNumber("image_tokens"u8, 0);
            json.WriteNumber("text_tokens"u8, tokens.Input);
            json.WriteEndObject();
            json.WriteNumber("output_tokens"u8, tokens.ImageOutput);
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("image_tokens"u8, tokens.ImageOutput);
            json.WriteNumber("text_tokens"u8, 0);
            json.WriteEndObject();
            json.WriteNumber("total_tokens"u8, tokens.Input + tokens.ImageOutput);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
