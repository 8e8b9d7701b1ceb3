using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using HybridAi.Client.Errors;
using HybridAi.Client.Serialization;
using HybridAi.Web.Gateway;

namespace HybridAi.Web.Pages.Playground;

/// <summary>Calls the gateway's inference API with the reader's own key, as any application would.</summary>
internal sealed class PlaygroundCalls(GatewayClients clients, TimeProvider time)
{
    private const int LongestError = 64 * 1024;

    // More than a page can bear. The gateway goes on no longer than somebody reads.
    private const int LongestAnswer = 1_000_000;

    // The gateway has time-outs of its own, of the first token and between two; this is for one that is gone.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    /// <summary>The models that the key can chat with.</summary>
    public async Task<IReadOnlyList<ListedModel>> ModelsAsync(string key, CancellationToken cancelled)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/models") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        using var answer = await clients.Http().SendAsync(request, cancelled);
        if (!answer.IsSuccessStatusCode)
            throw await RefusalAsync(answer, cancelled);
        try
        {
            var models = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(cancelled), ChatJson.Default.ModelList)?.Data ?? [];
            return [.. models.Where(model => model.Origin?.Kind is null or "chat")];
        }
        catch (JsonException foreign)
        {
            throw new HybridAiApiException(answer.StatusCode, null, "The list of models is not one of HybridAi's API: is the address that of a HybridAi gateway?", null, foreign);
        }
    }

    /// <summary>Asks a model. Whatever goes wrong is part of the answer, as long as somebody waits for it.</summary>
    /// <param name="key">The reader's key.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="tell">Is told what comes, as it comes; null: nobody is.</param>
    /// <param name="cancelled">Nobody waits any more: the gateway's call ends too.</param>
    public async Task<Answer> AskAsync(string key, Question question, Func<RelayLine, ValueTask>? tell, CancellationToken cancelled)
    {
        var reading = new AnswerReading(time);
        using var silence = new CancellationTokenSource(Silence, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancelled, silence.Token);
        try
        {
            await ReadAsync(key, question, reading, tell, silence, end.Token);
        }
        catch (HybridAiApiException refused)
        {
            reading.Problem = refused.Message;
        }
        catch (JsonException)
        {
            reading.Problem = "What the gateway sent is not an event of chat completions.";
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, cancelled) && !cancelled.IsCancellationRequested)
        {
            reading.Problem = silence.IsCancellationRequested ? "The gateway said nothing for five minutes."
                : reading.Begun ? "The connection to the gateway broke before the end of the answer."
                : "The gateway does not answer.";
        }

        return await reading.EndAsync(clients.For(key), cancelled);
    }

    private async Task ReadAsync(string key, Question question, AnswerReading reading, Func<RelayLine, ValueTask>? tell, CancellationTokenSource silence, CancellationToken end)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new ByteArrayContent(Body(question)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
        using var response = await clients.ForInference().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
        reading.Begin(response.Headers);
        if (!response.IsSuccessStatusCode)
            throw await RefusalAsync(response, end);
        if (tell is not null && reading.Request is { } id)
            await tell(new RelayLine(Request: id));
        await using var body = await response.Content.ReadAsStreamAsync(end);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(end))
        {
            silence.CancelAfter(Silence);
            if (item.Data == "[DONE]")
            {
                reading.Done = true;
                return;
            }

            var text = reading.Read(JsonSerializer.Deserialize(item.Data, ChatJson.Default.ChatChunk));
            if (text.Length > 0 && tell is not null)
                await tell(new RelayLine(Text: text));
            if (reading.Problem is not null)
                return;
            if (reading.Length > LongestAnswer)
                throw new HybridAiApiException(HttpStatusCode.OK, null, $"The answer is longer than the {LongestAnswer:N0} characters that the playground shows.");
        }
    }

    private static byte[] Body(Question question)
    {
        var messages = new List<ChatMessage>(question.Conversation.Count + 2);
        if (question.System is { } system)
            messages.Add(new ChatMessage("system", system));
        messages.AddRange(question.Conversation.Select(turn => new ChatMessage(turn.Role, turn.Content)));
        messages.Add(new ChatMessage(Turn.User, question.Message));
        var request = new ChatRequest { Model = question.Model, Messages = messages, Temperature = question.Temperature, MaxCompletionTokens = question.MaxTokens };
        return JsonSerializer.SerializeToUtf8Bytes(request, ChatJson.Default.ChatRequest);
    }

    private static async Task<HybridAiApiException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancelled)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(LongestError, cancelled);
            var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancelled));
            if (JsonSerializer.Deserialize(text, HybridAiJson.Default.ErrorDocument)?.Error is { Message: not null } error)
                return new HybridAiApiException(answer.StatusCode, error.Code ?? error.Type, error.Message, error.Param);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            // Something else answered: told below.
        }

        return new HybridAiApiException(
            answer.StatusCode, null, $"The answer (HTTP {(int)answer.StatusCode}) is not one of HybridAi's API: is the address that of a HybridAi gateway?");
    }
}
