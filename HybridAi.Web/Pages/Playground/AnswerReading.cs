using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using HybridAi.Client;
using HybridAi.Client.Errors;
using HybridAi.Client.Usage;
using HybridAi.Web.Formatting;
using HybridAi.Web.Gateway;

namespace HybridAi.Web.Pages.Playground;

/// <summary>An answer as it comes. What it took and cost is the gateway's record of it; without one, what was seen here.</summary>
internal sealed class AnswerReading(TimeProvider time)
{
    private const string Prefix = "x-hybridai-";
    private const int RecordTries = 4;

    private static readonly TimeSpan RecordPause = TimeSpan.FromMilliseconds(500);

    private readonly long _askedAt = time.GetTimestamp();
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private TimeSpan? _firstToken;
    private ChatUsage? _usage;
    private string? _finishReason;

    /// <summary>Why it is not whole; null: it is, or goes on.</summary>
    public string? Problem { get; set; }

    /// <summary>Whether its last event has come.</summary>
    public bool Done { get; set; }

    /// <summary>Whether the gateway has answered at all.</summary>
    public bool Begun { get; private set; }

    public int Length => _text.Length;

    public Guid? Request => Guid.TryParse(Header("request-id"), out var id) ? id : null;

    public void Begin(HttpResponseHeaders headers)
    {
        Begun = true;
        foreach (var (name, values) in headers.Where(header => header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)))
            _headers[name[Prefix.Length..]] = string.Join(", ", values);
    }

    /// <summary>Takes an event.</summary>
    /// <returns>The words in it.</returns>
    public string Read(ChatChunk? chunk)
    {
        if (chunk?.Error is { } error)
            Problem = error.Message ?? "The gateway reports an error without a message.";
        _usage = chunk?.Usage ?? _usage;
        if (chunk?.Choices is not [var choice, ..])
            return "";
        _finishReason = choice.FinishReason ?? _finishReason;
        var text = choice.Delta?.Content + choice.Delta?.Refusal;
        if (text.Length > 0)
            _firstToken ??= time.GetElapsedTime(_askedAt);
        _text.Append(text);
        return text;
    }

    /// <summary>All of it, with the gateway's record as soon as that is there.</summary>
    public async Task<Answer> EndAsync(HybridAiClient client, CancellationToken cancelled)
    {
        var elapsed = time.GetElapsedTime(_askedAt);
        var record = await RecordAsync(client, cancelled);
        return new Answer
        {
            Text = _text.ToString(),
            Problem = Problem ?? (!Done ? "The answer ended without its last event, so it may not be whole." : _text.Length == 0 ? Empty : CutShort),
            // What was refused at the door has no page.
            Request = record is null && _text.Length == 0 ? null : Request,
            Facts = Facts(record, elapsed),
        };
    }

    private string Empty => "The model ended without a word" + (_finishReason is null ? "." : $"; its finish reason is {_finishReason}.")
        + (_finishReason == "length" ? " Allow more tokens: it may have used them up for thinking." : "");

    private string? CutShort => _finishReason switch
    {
        "length" => "The answer ends here because it reached the most tokens that it may have. Allow more tokens to get all of it.",
        "content_filter" => "The answer ends here because the provider's content filter held back the rest.",
        _ => null,
    };

    // The journal brings it into the database within a moment; another gateway may be asked that has to wait for it.
    private async Task<UsageRecordDocument?> RecordAsync(HybridAiClient client, CancellationToken cancelled)
    {
        if (Request is not { } id)
            return null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await client.RequestAsync(id, cancelled);
            }
            catch (HybridAiApiException missing) when (missing.Status == HttpStatusCode.NotFound && attempt < (_text.Length > 0 ? RecordTries : 1))
            {
                await Task.Delay(RecordPause, time, cancelled);
            }
            catch (Exception e) when (GatewayFailures.IsFailure(e, cancelled) && !cancelled.IsCancellationRequested)
            {
                return null;
            }
        }
    }

    private IReadOnlyList<Fact> Facts(UsageRecordDocument? record, TimeSpan elapsed)
    {
        var facts = new List<Fact>();
        Add("Provider", record?.Provider ?? Header("provider"));
        Add("Deployment", record?.Deployment);
        Add("Model", record?.Model ?? Header("model"));
        // Without a provider nothing was waited for and nothing was used.
        if (facts.Count > 0)
        {
            Add("First token", record is null ? Milliseconds(_firstToken) : record.TimeToFirstTokenMs is { } first ? Text.Milliseconds(first) : null);
            Add("In all", record is null ? Milliseconds(elapsed) : Text.Milliseconds(record.DurationMs));
            Add("Tokens in", Tokens(record?.Usage.TotalInput ?? _usage?.PromptTokens));
            Add("Tokens out", Tokens(record?.Usage.TotalOutput ?? _usage?.CompletionTokens));
            Add("Cost", record is null ? "see the request" : Components.RequestsTable.Cost(record));
        }

        Add("Cache", record?.Cache ?? Header("cache"));
        Add("Attempts", (record?.Attempts.ToString(CultureInfo.InvariantCulture) ?? Header("attempts")) is not "0" and not "1" and var attempts ? attempts : null);
        Add("Left out", Header("dropped"));
        Add("Simulated", record?.Simulated == true || Header("simulated") == "true" ? "yes, the answer is invented" : null);
        return facts;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                facts.Add(new Fact(name, value));
        }
    }

    private string? Header(string name) => _headers.GetValueOrDefault(name);

    private static string? Milliseconds(TimeSpan? time) => time is { } known ? Text.Milliseconds(known.TotalMilliseconds) : null;

    private static string? Tokens(long? count) => count is { } known ? Text.Count(known) : null;
}
