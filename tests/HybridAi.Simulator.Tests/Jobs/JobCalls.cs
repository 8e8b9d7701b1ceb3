using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Jobs;

/// <summary>Uploads, and calls of methods that the simulator's client has no word for.</summary>
internal static class JobCalls
{
    public const string Key = "key-of-tests";

    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static async Task<Answer> UploadAsync(
        this RunningSimulator simulator, string root, string content, string? purpose, string name = "data.jsonl", string key = Key, params (string Name, string Value)[] more)
    {
        using var form = new MultipartFormDataContent();
        if (purpose is not null)
            form.Add(new StringContent(purpose), "purpose");
        foreach (var (field, value) in more)
            form.Add(new StringContent(value), field);
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name);
        return await simulator.CallAsync(HttpMethod.Post, $"{root}/files", form, key);
    }

    public static async Task<Answer> CallAsync(this RunningSimulator simulator, HttpMethod method, string path, HttpContent? content = null, string key = Key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new("Bearer", key);
        using var response = await simulator.Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public static Task<Answer> DeleteAsync(this RunningSimulator simulator, string path, string key = Key) => simulator.CallAsync(HttpMethod.Delete, path, key: key);

    /// <summary>The answer's JSON, when the answer is good.</summary>
    public static JsonNode Good(this Answer answer)
    {
        Assert.True((int)answer.Status == 200, answer.Body);
        return answer.Json;
    }

    public static string Examples(int count, string word = "Rome") => string.Join('\n', Enumerable.Range(0, count).Select(i =>
        $$"""{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"City {{i}}?"},{"role":"assistant","content":"{{word}} {{i}}"}]}"""));

    public static string Requests(int count, string model = "gpt-4o-mini") => string.Join('\n', Enumerable.Range(0, count).Select(i =>
        $$$"""{"custom_id":"r{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"{{{model}}}","messages":[{"role":"user","content":"[[say:Answer {{{i}}}]]"}]}}"""));

    public static IReadOnlyList<JsonNode> Lines(string content) => [.. content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
