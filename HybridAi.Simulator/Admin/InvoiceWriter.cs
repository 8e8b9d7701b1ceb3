using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;

namespace HybridAi.Simulator.Admin;

/// <summary>Writes the invoice: totals since the start, and the last lines, oldest first.</summary>
internal static class InvoiceWriter
{
    public static void Write(Utf8JsonWriter json, (IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<InvoiceTotal> Totals) invoice)
    {
        json.WriteStartObject();
        var tokens = default(BilledTokens);
        var nano = 0m;
        var calls = 0L;
        foreach (var total in invoice.Totals)
        {
            tokens += total.Tokens;
            nano += total.NanoDollars;
            calls += total.Calls;
        }

        json.WriteStartObject("total"u8);
        WriteAmounts(json, calls, tokens, nano);
        json.WriteEndObject();
        json.WriteStartArray("byModel"u8);
        foreach (var total in invoice.Totals)
        {
            json.WriteStartObject();
            json.WriteString("provider"u8, total.Provider);
            json.WriteString("model"u8, total.Model);
            WriteAmounts(json, total.Calls, total.Tokens, total.NanoDollars);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("lines"u8);
        foreach (var line in invoice.Lines)
            WriteLine(json, line);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLine(Utf8JsonWriter json, InvoiceLine line)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, line.Id);
        json.WriteString("at"u8, line.At);
        json.WriteString("provider"u8, line.Provider);
        json.WriteString("model"u8, line.Model);
        WriteTokens(json, line.Tokens);
        WriteMoney(json, line.NanoDollars);
        json.WriteBoolean("priced"u8, line.Priced);
        json.WriteString("outcome"u8, Outcomes.Name(line.Outcome));
        if (line.Batch)
            json.WriteBoolean("batch"u8, true);
        json.WriteEndObject();
    }

    private static void WriteAmounts(Utf8JsonWriter json, long calls, BilledTokens tokens, decimal nano)
    {
        json.WriteNumber("calls"u8, calls);
        WriteTokens(json, tokens);
        WriteMoney(json, nano);
    }

    private static void WriteMoney(Utf8JsonWriter json, decimal nano)
    {
        json.WriteString("usd"u8, (nano / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture));
        json.WriteNumber("nanoDollars"u8, nano);
    }

    private static void WriteIfAny(Utf8JsonWriter json, string name, decimal amount)
    {
        if (amount > 0)
            json.WriteNumber(name, amount);
    }

    private static void WriteTokens(Utf8JsonWriter json, BilledTokens tokens)
    {
        json.WriteStartObject("tokens"u8);
        json.WriteNumber("input"u8, tokens.Input);
        json.WriteNumber("cachedInput"u8, tokens.CachedInput);
        json.WriteNumber("cacheWrite"u8, tokens.CacheWrite);
        json.WriteNumber("cacheWrite1h"u8, tokens.CacheWrite1h);
        json.WriteNumber("audioInput"u8, tokens.AudioInput);
        json.WriteNumber("output"u8, tokens.Output);
        json.WriteNumber("reasoning"u8, tokens.Reasoning);
        json.WriteNumber("audioOutput"u8, tokens.AudioOutput);
        WriteIfAny(json, "imageOutput", tokens.ImageOutput);
        WriteIfAny(json, "images", tokens.Images);
        WriteIfAny(json, "characters", tokens.Characters);
        WriteIfAny(json, "audioSeconds", tokens.AudioSeconds);
        if (tokens.SearchUnits > 0)
            json.WriteNumber("searchUnits"u8, tokens.SearchUnits);
        if (tokens.Training > 0)
            json.WriteNumber("training"u8, tokens.Training);
        json.WriteEndObject();
    }
}
