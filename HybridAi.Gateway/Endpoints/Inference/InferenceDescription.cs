using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HybridAi.Gateway.Endpoints.Inference;

/// <summary>Describes the inference API in the API description: its bare delegates say nothing of themselves.</summary>
internal sealed class InferenceDescription : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "HybridAi";
        document.Info.Description = "One OpenAI-compatible API for every provider, and the management of it. Send an API key as a bearer token.";
        Add(document, "/v1/chat/completions", HttpMethod.Post, "Chat completion",
            "OpenAI's chat completions: body, answer and stream as OpenAI describes them. The field 'hybridai' or x-hybridai-* headers carry the gateway's options.");
        Add(document, "/v1/messages", HttpMethod.Post, "Message",
            "Anthropic's messages, versions 2023-06-01 (without the header 'anthropic-version' too) and 2026-10-21: body, answer, stream and errors as Anthropic describes them. The key may also come as 'x-api-key'.");
        Add(document, "/v1/messages/count_tokens", HttpMethod.Post, "Token count",
            "Anthropic's count of a message's input tokens. For models of other providers it is an estimate, marked by the header 'x-hybridai-estimated'. It costs nothing.");
        Add(document, "/v1/responses", HttpMethod.Post, "Response",
            "OpenAI's responses: body, answer and stream as OpenAI describes them. The field 'hybridai' or x-hybridai-* headers carry the gateway's options.");
        Add(document, "/v1/responses/{id}", HttpMethod.Get, "Stored response", "A response that is stored (Responses:Storage:Enabled).", "id");
        Add(document, "/v1/responses/{id}", HttpMethod.Delete, "Delete a stored response", "Deletes a response that is stored.", "id");
        Add(document, "/v1/responses/{id}/input_items", HttpMethod.Get, "Input of a stored response", "The conversation before a response that is stored, by pages.", "id");
        Add(document, "/v1/completions", HttpMethod.Post, "Completion (legacy)",
            "OpenAI's legacy completions: one prompt as a text. Models that only chat get it as a user's message.");
        Add(document, "/v1/embeddings", HttpMethod.Post, "Embeddings", "OpenAI's embeddings.");
        Add(document, "/v1/rerank", HttpMethod.Post, "Reranking",
            "Documents in the order in which they answer a query, as Cohere and Jina have it: model, query, documents and top_n lead to results with index and relevance_score.");
        Add(document, "/v1/images/generations", HttpMethod.Post, "Images",
            "OpenAI's image generation: body and answer as OpenAI describes them, not streamed. The field 'model' is needed.");
        Add(document, "/v1/audio/transcriptions", HttpMethod.Post, "Transcription",
            "OpenAI's transcription: a form with file, model and what else OpenAI describes; the answer as JSON, text, subtitles or a stream. The field 'hybridai' (as JSON) or x-hybridai-* headers carry the gateway's options.",
            body: "multipart/form-data");
        Add(document, "/v1/audio/speech", HttpMethod.Post, "Speech", "OpenAI's speech: JSON in, sound out as it comes, or events (stream_format sse).");
        Add(document, "/v1/moderations", HttpMethod.Post, "Moderation", "OpenAI's moderation of texts and images. The field 'model' is needed.");
        Add(document, "/v1/files", HttpMethod.Post, "Upload a file",
            "OpenAI's files: a form with purpose and file. Lines of a batch name models as every call does. The provider is that of the lines, or the field 'hybridai' (as JSON) or the header x-hybridai-provider names it.",
            body: "multipart/form-data");
        Add(document, "/v1/files", HttpMethod.Get, "Files", "The files of the key, and for operators those of its organization, by pages.");
        Add(document, "/v1/files/{id}", HttpMethod.Get, "File", "A file.", "id");
        Add(document, "/v1/files/{id}", HttpMethod.Delete, "Delete a file", "Deletes a file at its provider.", "id");
        Add(document, "/v1/files/{id}/content", HttpMethod.Get, "Content of a file", "What is in a file.", "id");
        Add(document, "/v1/batches", HttpMethod.Post, "Create a batch", "OpenAI's batches: input_file_id, endpoint, completion_window, metadata.");
        Add(document, "/v1/batches", HttpMethod.Get, "Batches", "The batches of the key, and for operators those of its organization, by pages.");
        Add(document, "/v1/batches/{id}", HttpMethod.Get, "Batch", "How a batch stands.", "id");
        Add(document, "/v1/batches/{id}/cancel", HttpMethod.Post, "Cancel a batch", "Cancels a batch; what was answered by then is kept.", "id");
        Add(document, "/v1/models", HttpMethod.Get, "Models", "The models that the key can use.");
        Add(document, "/v1/models/{id}", HttpMethod.Get, "Model", "One model, by any name that it can be asked for.", "id");
        return Task.CompletedTask;
    }

    private static void Add(OpenApiDocument document, string path, HttpMethod method, string summary, string description, string? parameter = null, string body = "application/json")
    {
        var operation = new OpenApiOperation
        {
            Summary = summary,
            Description = description,
            Tags = new HashSet<OpenApiTagReference> { new("Inference", document) },
            Responses = new OpenApiResponses
            {
                ["200"] = new OpenApiResponse { Description = "The answer in the API's own shape." },
                ["4XX"] = new OpenApiResponse { Description = "The caller's fault, in the API's own error shape; the message says how to mend it." },
                ["5XX"] = new OpenApiResponse { Description = "The provider's or the gateway's fault, in the API's own error shape." },
            },
        };
        if (parameter is not null)
            operation.Parameters = [new OpenApiParameter { Name = parameter, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } }];
        if (method == HttpMethod.Post)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [body] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } } },
            };
        }

        if (document.Paths.TryGetValue(path, out var item) && item is OpenApiPathItem { Operations: { } operations })
            operations[method] = operation;
        else
            document.Paths[path] = new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [method] = operation } };
    }
}
