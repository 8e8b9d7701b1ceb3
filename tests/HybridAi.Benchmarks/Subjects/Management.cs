using System.Net.Http.Headers;
using System.Text.Json;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>What the suite asks of the gateway's management API.</summary>
internal sealed class Management : IDisposable
{
    private readonly HttpClient _http;

    public Management(Uri gateway)
    {
        _http = new() { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Launches.AdminKey);
    }

    /// <summary>Creates API keys and returns their secrets.</summary>
    public async Task<IReadOnlyList<string>> CreateKeysAsync(int count, CancellationToken stop)
    {
        var secrets = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop }, async (i, token) =>
        {
            using var answer = await _http.PostAsJsonAsync("api/keys", new { name = $"bench {i}" }, token);
            answer.EnsureSuccessStatusCode();
            var key = await answer.Content.ReadFromJsonAsync<JsonElement>(token);
            secrets[i] = key.GetProperty("key").GetString() ?? throw new InvalidDataException("A created key has no secret.");
        });
        return secrets;
    }

    /// <summary>How many requests the gateway has records of.</summary>
    public async Task<long> CountRecordsAsync(CancellationToken stop)
    {
        var summary = await _http.GetFromJsonAsync<JsonElement>("api/usage/summary", stop);
        return summary.GetProperty("total").GetProperty("requests").GetInt64();
    }

    public void Dispose() => _http.Dispose();
}
