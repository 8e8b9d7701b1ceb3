using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Client.Tenancy;
using HybridAi.Client.Usage;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Mutations;

/// <summary>Broken bodies over real HTTP: each gets an answer of the dialect, none an inner error, and each is recorded once.</summary>
public sealed class MutationTests
{
    private const int Mutations = 20_000;
    private const int AtOnce = 16;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Twenty_thousand_broken_bodies_are_answered_in_the_dialect_and_recorded_once()
    {
        using var data = new TemporaryDirectory();
        await using var gateway = await Product.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["Simulator__Urls"] = "http://127.0.0.1:0", ["Aliases__smart__0"] = "openai/gpt-4.1-mini", ["Aliases__smart__1"] = "groq/openai/gpt-oss-20b",
        });
        var key = await gateway.Api.CreateAsync(new CreateKeyRequest { Name = "mutations" });
        await gateway.SpreadAsync();
        var (wrong, ids, statuses) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<Guid, int>(), new ConcurrentDictionary<int, int>());

        await Parallel.ForEachAsync(Enumerable.Range(0, Mutations), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
        {
            var (body, chat) = BodyMutator.Make(number);
            var (status, id, problem) = await SendAsync(gateway.Http, key.Secret, body, chat);
            statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            if (id is null || !ids.TryAdd(id.Value, status))
                problem ??= "no request id of its own";
            if (problem is not null)
                wrong.Enqueue($"mutation {number}: {status} {problem}\n  {Encoding.UTF8.GetString(body)}");
        });

        Assert.True(wrong.IsEmpty, $"{wrong.Count} wrong, such as\n{string.Join('\n', wrong.Take(5))}\n{gateway.Output}");
        Assert.True(statuses.GetValueOrDefault(200) > Mutations / 50, "some are still valid, so that the whole way is walked");
        Assert.True(statuses.GetValueOrDefault(400) > Mutations / 4, "most are not");
        var records = await gateway.RecordsAsync(Mutations, new UsageFilter { Key = key.Id });
        Assert.Equal(Mutations, records.Count);
        Assert.All(records, record => Assert.Equal(ids[record.Id], record.Status));
    }

    private static async Task<(int Status, Guid? Id, string? Problem)> SendAsync(HttpClient http, string secret, byte[] body, bool chat)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, chat ? "v1/chat/completions" : "v1/embeddings") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var limit = new CancellationTokenSource(LongestAnswer);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            var text = await response.Content.ReadAsStringAsync(limit.Token);
            var id = response.Headers.TryGetValues("x-request-id", out var ids) ? Guid.Parse(ids.Single()) : default(Guid?);
            return ((int)response.StatusCode, id, Judge((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (0, null, "hangs");
        }
    }

    private static string? Judge(int status, string? type, string text)
    {
        if (type == "text/event-stream")
            return status == 200 && text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal) ? null : $"a stream that does not end well: {text}";
        if (status is not 200 and not (>= 400 and < 500))
            return text;
        try
        {
            using var json = JsonDocument.Parse(text);
            if (status == 200)
                return json.RootElement.TryGetProperty("object", out _) ? null : text;
            var error = json.RootElement.GetProperty("error");
            var whole = error.GetProperty("message").GetString()!.Length > 0 && error.TryGetProperty("code", out _);
            return whole ? null : $"not the dialect's shape: {text}";
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"not the dialect's shape: {text}";
        }
    }
}
