using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Simulator.Logs;

namespace HybridAi.Simulator.Admin;

/// <summary>Writes the request log, newest first.</summary>
internal static class LogWriter
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<RequestEntry> entries)
    {
        json.WriteStartObject();
        json.WriteStartArray("requests"u8);
        foreach (var entry in entries)
            WriteEntry(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, RequestEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("requestId"u8, entry.RequestId);
        json.WriteString("answerId"u8, entry.AnswerId);
        json.WriteString("provider"u8, entry.Provider);
        json.WriteString("method"u8, entry.Method);
        json.WriteString("path"u8, entry.Path);
        json.WriteString("at"u8, entry.At);
        json.WriteString("model"u8, entry.Model);
        json.WriteBoolean("stream"u8, entry.Stream);
        if (entry.Status is { } status)
            json.WriteNumber("status"u8, status);
        else
            json.WriteNull("status"u8);
        json.WriteString("outcome"u8, Outcomes.Name(entry.Outcome));
        if (entry.DurationMs is { } duration)
            json.WriteNumber("durationMs"u8, Math.Round(duration, 3));
        json.WriteStartObject("headers"u8);
        foreach (var (name, value) in entry.Headers)
            json.WriteString(name, value);
        json.WriteEndObject();

        // Text when it is text, so that it can be read; the bytes when it is not, so that they are exact.
        if (Utf8.IsValid(entry.Body))
            json.WriteString("body"u8, Encoding.UTF8.GetString(entry.Body));
        else
            json.WriteBase64String("bodyBase64"u8, entry.Body);
        json.WriteEndObject();
    }
}
