using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;
using HybridAi.Simulator.Gemini.Requests;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini.Embeddings;

/// <summary>Reads a request to embed one content or many.</summary>
internal sealed class EmbedRequestReader(ServedModel model)
{
    private const int MostRequests = 100;
    private const int LeastDimensions = 128;
    private readonly PromptMeter _meter = new(7);
    private readonly List<(string Text, int Dimensions)> _inputs = [];
    private readonly PromptModalities _modalities = new();

    public static ApiError? Read(JsonElement body, ServedModel model, bool batch, out EmbedRequest? request)
    {
        request = null;
        if (ProtoCheck.Check(body, batch ? GeminiMessages.BatchEmbedContents : GeminiMessages.EmbedContent) is { } wrongForm)
            return wrongForm;
        var reader = new EmbedRequestReader(model);
        var error = batch ? reader.ReadBatch(body) : reader.ReadOne(body, "EmbedContentRequest");
        if (error is not null)
            return error;
        request = new EmbedRequest(model, reader._inputs, reader._meter.Tokens, reader._modalities);
        return null;
    }

    private ApiError? ReadBatch(JsonElement body)
    {
        var requests = ProtoReader.List(body, "requests");
        if (requests.Count == 0)
            return Invalid.Argument("* BatchEmbedContentsRequest.requests: requests is not specified\n", "requests");
        if (requests.Count > MostRequests)
            return Invalid.Argument($"* BatchEmbedContentsRequest.requests: at most {MostRequests} requests can be in one batch\n", "requests");
        for (var i = 0; i < requests.Count; i++)
        {
            var path = $"BatchEmbedContentsRequest.requests[{i}]";
            var named = ProtoReader.Text(requests[i], "model");
            if (named is null or "")
                return Invalid.Argument($"* {path}.model: unexpected model name format\n", $"requests[{i}].model");
            if (named != $"models/{model.AnswerName}")
                return Invalid.Argument($"* {path}.model: the model of every request must be the model of the batch\n", $"requests[{i}].model");
            if (ReadOne(requests[i], path) is { } error)
                return error;
        }

        return null;
    }

    private ApiError? ReadOne(JsonElement request, string path)
    {
        var parts = ProtoReader.Get(request, "content") is { } content ? ProtoReader.List(content, "parts") : [];
        if (parts.Count == 0)
            return Invalid.Argument($"* {path}.content: contents.parts must not be empty.\n", "content");
        var text = new StringBuilder();
        var picture = new StringBuilder();
        var media = new MediaReader(model.Catalog, _meter);
        var before = _meter.Tokens;
        foreach (var part in parts)
        {
            if (ProtoReader.Text(part, "text") is { } words)
            {
                text.Append(text.Length > 0 ? "\n" : "").Append(words);
                continue;
            }

            if (ProtoReader.Get(part, "inlineData") is not { } blob)
                return Invalid.Argument($"* {path}.content: only text and inline data can be embedded\n", "content");
            if (media.ReadInline(blob, "content.parts.inline_data") is { } wrong)
                return wrong;
            picture.Append(TextComposer.Cut(blob.GetRawText(), 400));
        }

        foreach (var (modality, tokens) in new[] { ("image", media.Modalities.Image), ("audio", media.Modalities.Audio), ("video", media.Modalities.Video), ("pdf", media.Modalities.Document) })
            _modalities.Add(modality, tokens);
        _meter.AddText(text.ToString());
        if (_meter.Tokens - before > model.Catalog.ContextWindow)
            return new ApiError(ErrorKind.ContextLength, $"The input token count ({_meter.Tokens - before}) exceeds the maximum number of tokens allowed ({model.Catalog.ContextWindow}).");
        if (ProtoReader.Text(request, "title") is not null && ProtoReader.Text(request, "taskType") != "RETRIEVAL_DOCUMENT")
            return Invalid.Argument($"* {path}.title: only allowed for task type RETRIEVAL_DOCUMENT\n", "title");
        var most = model.Catalog.Embedding?.MaxDimensions ?? 3_072;
        var dimensions = ProtoReader.Integer(request, "outputDimensionality") ?? model.Catalog.Embedding?.DefaultDimensions ?? most;
        if (dimensions < LeastDimensions || dimensions > most)
            return Invalid.Argument($"* {path}.output_dimensionality: must be from {LeastDimensions} to {most}\n", "output_dimensionality");
        _inputs.Add((text.Append(picture).ToString(), (int)dimensions));
        return null;
    }
}
