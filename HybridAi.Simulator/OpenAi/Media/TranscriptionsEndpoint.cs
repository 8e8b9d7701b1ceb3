using System.Text;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.Scripts;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary><c>POST …/audio/transcriptions</c>: words that are the file's own, the same each time.</summary>
internal static class TranscriptionsEndpoint
{
    private const double TokensPerSecond = 10;
    private const double WordsPerSecond = 2.5;
    private const int MostWords = 200;

    public static async Task HandleAsync(Exchange exchange, string? deployment)
    {
        var (fields, file, malformed) = await TranscriptionRequestReader.ReadFormAsync(exchange);
        exchange.Entry.Model = fields.Find(field => field.Key == "model").Value ?? deployment;
        var plan = exchange.Provider.Script.For(exchange.Entry.Model).Draw();
        var pace = new Pace(plan, exchange.Simulation.Time);
        if (!await exchange.BeginAsync(plan, pace))
            return;
        TranscriptionRequest? request = null;
        var error = malformed ?? LimitGate.Pass(exchange, 0) ?? TranscriptionRequestReader.Read(exchange, deployment, fields, file, out request);
        if (error is not null)
            await exchange.SendErrorAsync(error);
        else
            await AnswerAsync(exchange, request!, plan, pace);
    }

    private static async Task AnswerAsync(Exchange exchange, TranscriptionRequest request, CallPlan plan, Pace pace)
    {
        var seconds = Sound.Measure(request.File);
        var text = Hear(request.File, seconds);
        var byDuration = request.Model.Catalog.Id.StartsWith("whisper", StringComparison.Ordinal);
        var tokens = byDuration
            ? new BilledTokens { AudioSeconds = (decimal)Math.Ceiling(seconds) }
            : new BilledTokens { Input = Tokenizer.Count(request.Prompt), AudioInput = (long)Math.Ceiling(seconds * TokensPerSecond), Output = Tokenizer.Count(text) };
        var id = exchange.Simulation.NextId("transcription-", 24);
        exchange.Entry.AnswerId = id;
        exchange.Entry.Stream = request.Streamed;
        var bill = new Bill(exchange, id, request.Model.Catalog, request.Model.Free);
        if (request.Streamed)
            await PlainAnswer.SendPiecesAsync(exchange, plan, pace, bill, tokens, "text/event-stream", TranscriptionWriter.Events(text, tokens));
        else if (request.Format is "json" or "verbose_json")
            await PlainAnswer.SendAsync(exchange, plan, pace, bill, tokens, json => TranscriptionWriter.Write(json, exchange, request, text, seconds, tokens, plan.OmitUsage));
        else
            await PlainAnswer.SendPiecesAsync(
                exchange, plan, pace, bill, tokens, request.Format == "vtt" ? "text/vtt; charset=utf-8" : "text/plain; charset=utf-8",
                [Encoding.UTF8.GetBytes(TranscriptionWriter.Plain(request.Format, text, seconds))]);
    }

    private static string Hear(byte[] file, double seconds)
    {
        var meter = new PromptMeter(31);
        meter.AddHash(Encoding.Latin1.GetString(file));
        return TextComposer.Words(Math.Clamp((int)(seconds * WordsPerSecond), 3, MostWords), meter.Hash) + ".";
    }
}
