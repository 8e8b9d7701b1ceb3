using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Errors;
using HybridAi.Client.Serialization;

namespace HybridAi.Client;

/// <summary>
/// Calls the management API. Makes each call once (retries are the caller's to decide) and throws <see cref="HybridAiApiException"/> when the
/// API answers with an error, <see cref="HttpRequestException"/> when it does not answer.
/// </summary>
/// <param name="http">Its base address is the gateway's.</param>
/// <param name="apiKey">The key that the calls are made with; null if the HttpClient brings its own.</param>
public sealed partial class HybridAiClient(HttpClient http, string? apiKey = null)
{
    private const int MaxErrorLength = 64 * 1024;

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, answer, cancellationToken);

    private Task<TAnswer> SendAsync<TRequest, TAnswer>(
        HttpMethod method, string path, TRequest request, JsonTypeInfo<TRequest> requestInfo, JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellationToken) =>
        SendAsync(method, path, JsonBody(request, requestInfo), answer, cancellationToken);

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, body, cancellationToken);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(stream, answer, cancellationToken)
                ?? throw Foreign(response.StatusCode, null);
        }
        catch (JsonException e)
        {
            throw Foreign(response.StatusCode, e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (apiKey is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ErrorAsync(response, cancellationToken);
    }

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, cancellationToken);
    }

    private static ByteArrayContent JsonBody<T>(T value, JsonTypeInfo<T> info) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, info)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static async Task<HybridAiApiException> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxErrorLength, cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var document = await JsonSerializer.DeserializeAsync(stream, HybridAiJson.Default.ErrorDocument, cancellationToken);
            return document?.Error is { Message: not null } error
                ? new HybridAiApiException(response.StatusCode, error.Code, error.Message, error.Param)
                : Foreign(response.StatusCode, null);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            return Foreign(response.StatusCode, e);
        }
    }

    /// <summary>Something else than HybridAi answered: a proxy's error page, a wrong address.</summary>
    private static HybridAiApiException Foreign(HttpStatusCode status, Exception? inner) =>
        new(status, null, $"The answer (HTTP {(int)status}) is not one of HybridAi's API: is the address that of a HybridAi gateway?", null, inner);
}
