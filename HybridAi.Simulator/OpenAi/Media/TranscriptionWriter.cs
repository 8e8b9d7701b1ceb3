using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary>Writes a transcription in each of its forms.</summary>
internal static class TranscriptionWriter
{
    public static void Write(
        Utf8JsonWriter json, Exchange exchange, TranscriptionRequest request, string text, double seconds, BilledTokens tokens, bool omitUsage)
    {
        json.WriteStartObject();
        if (request.Format == "verbose_json")
            WriteLong(json, request, text, seconds);
        json.WriteString("text"u8, text);
        if (exchange.Profile.WritesGroqId)
        {
            // Groq tells no usage.
            json.WriteStartObject("x_groq"u8);
            json.WriteString("id"u8, exchange.Entry.RequestId);
            json.WriteEndObject();
        }
        else if (!omitUsage)
            WriteUsage(json, tokens);
        json.WriteEndObject();
    }

    /// <summary>A delta a word, and the whole at the end.</summary>
    public static List<ReadOnlyMemory<byte>> Events(string text, BilledTokens tokens)
    {
        var events = new List<ReadOnlyMemory<byte>>();
        foreach (var (index, word) in text.Split(' ').Index())
        {
            events.Add(MediaEvents.Write(json =>
            {
                json.WriteString("type"u8, "transcript.text.delta"u8);
                json.WriteString("delta"u8, index == 0 ? word : $" {word}");
            }));
        }

        events.Add(MediaEvents.Write(json =>
        {
            json.WriteString("type"u8, "transcript.text.done"u8);
            json.WriteString("text"u8, text);
            WriteUsage(json, tokens);
        }));
        return events;
    }

    /// <summary>As text, or as subtitles with one title.</summary>
    public static string Plain(string format, string text, double seconds) => format switch
    {
        "srt" => $"1\n00:00:00,000 --> {Time(seconds, ',')}\n{text}\n\n\n",
        "vtt" => $"WEBVTT\n\n00:00:00.000 --> {Time(seconds, '.')}\n{text}\n\n",
        _ => $"{text}\n",
    };

    private static string Time(double seconds, char point) =>
        TimeSpan.FromSeconds(seconds).ToString($@"hh\:mm\:ss\{point}fff", CultureInfo.InvariantCulture);

    private static void WriteLong(Utf8JsonWriter json, TranscriptionRequest request, string text, double seconds)
    {
        json.WriteString("task"u8, "transcribe"u8);
        json.WriteString("language"u8, request.Language ?? "english");
        json.WriteNumber("duration"u8, Math.Round((decimal)seconds, 3));
        json.WriteStartArray("segments"u8);
        json.WriteStartObject();
        json.WriteNumber("id"u8, 0);
        json.WriteNumber("seek"u8, 0);
        json.WriteNumber("start"u8, 0);
        json.WriteNumber("end"u8, Math.Round((decimal)seconds, 3));
        json.WriteString("text"u8, text);
        json.WriteStartArray("tokens"u8);
        json.WriteEndArray();
        json.WriteNumber("temperature"u8, 0);
        json.WriteNumber("avg_logprob"u8, -0.2);
        json.WriteNumber("compression_ratio"u8, 1.1);
        json.WriteNumber("no_speech_prob"u8, 0.01);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, BilledTokens tokens)
    {
        json.WriteStartObject("usage"u8);
        if (tokens.AudioSeconds > 0)
        {
            json.WriteString("type"u8, "duration"u8);
            json.WriteNumber("seconds"u8, tokens.AudioSeconds);
        }
        else
        {
            json.WriteString("type"u8, "tokens"u8);
            json.WriteNumber("input_tokens"u8, tokens.Input + tokens.AudioInput);
            json.WriteStartObject("input_token_details"u8);
            json.WriteNumber("text_tokens"u8, tokens.Input);
            json.WriteNumber("audio_tokens"u8, tokens.AudioInput);
            json.WriteEndObject();
            json.WriteNumber("output_tokens"u8, tokens.Output);
            json.WriteNumber("total_tokens"u8, tokens.Input + tokens.AudioInput + tokens.Output);
        }

        json.WriteEndObject();
    }
}
