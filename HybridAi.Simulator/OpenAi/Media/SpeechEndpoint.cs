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

/// <summary><c>POST …/audio/speech</c>: sound in pieces, or as events.</summary>
internal static class SpeechEndpoint
{
    private const int PieceBytes = 4096;
    private const double TokensPerSecond = 20;

    public static Task HandleAsync(Exchange exchange, string? deployment) =>
        MediaCall.RunAsync(exchange, deployment, (body, plan, pace) => AnswerAsync(exchange, deployment, body, plan, pace));

    private static async Task<ApiError?> AnswerAsync(Exchange exchange, string? deployment, JsonElement body, CallPlan plan, Pace pace)
    {
        if (RequestFields.Check(body, MediaFields.Speech, exchange.Profile) is { } wrongField)
            return wrongField;
        if (MediaCall.FindModel(exchange, deployment ?? RequestFields.Text(body, "model"), "speech", out var model) is { } wrongModel)
            return wrongModel;
        if (RequestFields.Text(body, "input") is not { Length: > 0 } input)
            return RequestFields.Missing(exchange.Profile, "input");
        var voice = RequestFields.Text(body, "voice") ?? (RequestFields.Get(body, "voice") is { ValueKind: JsonValueKind.Object } own ? RequestFields.Text(own, "id") : null);
        if (voice is null)
            return RequestFields.Missing(exchange.Profile, "voice");
        var asEvents = RequestFields.Text(body, "stream_format") == "sse";
        var byCharacter = model!.Catalog.Id.StartsWith("tts-1", StringComparison.Ordinal);
        if (asEvents && byCharacter)
            return ApiError.Invalid("stream_format 'sse' is not supported for this model.", "stream_format", "unsupported_value");
        var format = RequestFields.Text(body, "response_format") ?? "mp3";
        var sound = Sound.Speak(input, voice, format);
        var tokens = byCharacter
            ? new BilledTokens { Characters = input.EnumerateRunes().Count() }
            : new BilledTokens { Input = Tokenizer.Count(input), AudioOutput = (long)Math.Ceiling(Sound.SecondsOf(input) * TokensPerSecond) };
        var id = exchange.Simulation.NextId("speech-", 24);
        exchange.Entry.AnswerId = id;
        exchange.Entry.Stream = asEvents;
        var bill = new Bill(exchange, id, model.Catalog, model.Free);
        await PlainAnswer.SendPiecesAsync(
            exchange, plan, pace, bill, tokens, asEvents ? "text/event-stream" : Sound.TypeOf(format), asEvents ? Events(sound, tokens) : Pieces(sound));
        return null;
    }

    private static List<ReadOnlyMemory<byte>> Pieces(byte[] sound)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < sound.Length; at += PieceBytes)
            pieces.Add(sound.AsMemory(at, Math.Min(PieceBytes, sound.Length - at)));
        return pieces;
    }

    private static List<ReadOnlyMemory<byte>> Events(byte[] sound, BilledTokens tokens)
    {
        var events = Pieces(sound).ConvertAll(piece => MediaEvents.Write(json =>
        {
            json.WriteString("type"u8, "speech.audio.delta"u8);
            json.WriteBase64String("audio"u8, piece.Span);
        }));
        events.Add(MediaEvents.Write(json =>
        {
            json.WriteString("type"u8, "speech.audio.done"u8);
            json.WriteStartObject("usage"u8);
            json.WriteNumber("input_tokens"u8, tokens.Input);
            json.WriteNumber("output_tokens"u8, tokens.AudioOutput);
            json.WriteNumber("total_tokens"u8, tokens.Input + tokens.AudioOutput);
            json.WriteEndObject();
        }));
        return events;
    }
}
