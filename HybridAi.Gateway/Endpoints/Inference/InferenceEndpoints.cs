using HybridAi.Gateway.Dialects.Messages;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Endpoints.Inference;

/// <summary>The inference API under <c>/v1</c>: bare request delegates, since each microsecond here is every request's.</summary>
internal static class InferenceEndpoints
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] GetOrDelete = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Delete];
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post];
    private static readonly string[] Post = [HttpMethods.Post];

    private static readonly GatewayError NoMessageBatches = new(
        GatewayErrorCode.PathNotFound, "Message batches are not served. /v1/batches has OpenAI's, for models of providers with OpenAI's or Mistral's batches: OpenAI, Azure, Groq, Mistral.");

    public static void MapInference(this IEndpointRouteBuilder endpoints)
    {
        var pipeline = endpoints.ServiceProvider.GetRequiredService<ChatPipeline>();
        var responses = endpoints.ServiceProvider.GetRequiredService<ResponsesHandler>();
        var files = endpoints.ServiceProvider.GetRequiredService<FilesHandler>();
        var batches = endpoints.ServiceProvider.GetRequiredService<BatchesHandler>();
        var models = endpoints.ServiceProvider.GetRequiredService<ModelsHandler>();
        MapInference("/v1/chat/completions", InferenceApi.ChatCompletions);
        MapInference("/v1/responses", InferenceApi.Responses);
        MapInference("/v1/completions", InferenceApi.Completions);
        MapInference("/v1/embeddings", InferenceApi.Embeddings);
        Map(endpoints, "/v1/responses/{id}", GetOrDelete, ResponsesErrorShape.Instance, responses.HandleAsync);
        Map(endpoints, "/v1/responses/{id}/input_items", Get, ResponsesErrorShape.Instance, responses.ListInputAsync);
        MapInference("/v1/rerank", InferenceApi.Rerank);
        MapInference("/v1/images/generations", InferenceApi.ImageGenerations);
        MapInference("/v1/audio/transcriptions", InferenceApi.Transcriptions);
        MapInference("/v1/audio/speech", InferenceApi.Speech);
        MapInference("/v1/moderations", InferenceApi.Moderations);
        MapMessages("/v1/messages", InferenceApi.Messages);
        MapMessages("/v1/messages/count_tokens", InferenceApi.CountTokens);
        Map(endpoints, "/v1/files", GetOrPost, OpenAiErrorShape.Instance, files.CollectionAsync);
        Map(endpoints, "/v1/files/{id}", GetOrDelete, OpenAiErrorShape.Instance, files.ItemAsync);
        Map(endpoints, "/v1/files/{id}/content", Get, OpenAiErrorShape.Instance, files.ContentAsync);
        Map(endpoints, "/v1/batches", GetOrPost, OpenAiErrorShape.Instance, batches.CollectionAsync);
        Map(endpoints, "/v1/batches/{id}", Get, OpenAiErrorShape.Instance, batches.ItemAsync);
        Map(endpoints, "/v1/batches/{id}/cancel", Post, OpenAiErrorShape.Instance, batches.CancelAsync);
        Map(endpoints, "/v1/models", Get, OpenAiErrorShape.Instance, models.ListAsync);
        Map(endpoints, "/v1/models/{**id}", Get, OpenAiErrorShape.Instance, models.FindAsync);
        endpoints.Map("/v1/messages/batches/{**path}", static http => ErrorWriter.WriteAsync(http, NoMessageBatches, AnthropicErrorShape.Instance));
        endpoints.Map("/v1/messages/{**path}", static http => AnswerNothing(http, AnthropicErrorShape.Instance));
        endpoints.Map("/v1/{**path}", static http => AnswerNothing(http, OpenAiErrorShape.Instance));

        void MapInference(string path, InferenceApi api) =>
            Map(endpoints, path, Post, ErrorWriter.ShapeOf(api), http => pipeline.HandleAsync(http, api));

        void MapMessages(string path, InferenceApi api) => Map(endpoints, path, Post, ErrorWriter.ShapeOf(api), http =>
        {
            MessagesVersion.SetDefault(http.Request.Headers);
            return pipeline.HandleAsync(http, api);
        });
    }

    private static Task AnswerNothing(HttpContext http, IErrorShape errors) => ErrorWriter.WriteAsync(
        http, new GatewayError(GatewayErrorCode.PathNotFound, $"There is nothing at '{Shorten(http.Request.Path)}'. /openapi/v1.json lists what there is."), errors);

    // Routing's own answer to a wrong method has no body; this one has the dialect's shape.
    private static void Map(IEndpointRouteBuilder endpoints, string path, string[] methods, IErrorShape errors, RequestDelegate handler) =>
        endpoints.Map(path, http =>
        {
            if (Array.IndexOf(methods, http.Request.Method) >= 0)
                return handler(http);
            http.Response.Headers.Allow = string.Join(", ", methods);
            return ErrorWriter.WriteAsync(
                http, new GatewayError(GatewayErrorCode.MethodNotAllowed, $"{Shorten(http.Request.Method)} is not possible here; {methods[0]} is."), errors);
        });

    private static string Shorten(string? text) => text is { Length: > 200 } ? text[..200] : text ?? "";
}
