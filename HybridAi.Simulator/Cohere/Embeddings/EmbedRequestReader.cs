using System.Buffers.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Cohere.Requests;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Cohere.Embeddings;

/// <summary>Reads a request to embed as strictly as the provider would.</summary>
internal sealed class EmbedRequestReader(ServedModel model)
{
    private const int MostInputs = 96;
    private const int TokensPerImage = 1_000;
    private static readonly string[] Types = ["float", "int8", "uint8", "binary", "ubinary", "base64"];
    private static readonly int[] Sizes = [256, 384, 512, 768, 1024, 1536, 2048];
    private readonly List<string> _inputs = [];
    private readonly List<string> _texts = [];
    private int _tokens;
    private int _images;

    public static ApiError? Read(JsonElement body, ProviderProfile profile, ModelCatalog catalog, out EmbedRequest? request)
    {
        request = null;
        if (CohereFields.Check(body, profile.EmbeddingFields, "embed") is { } wrongField)
            return wrongField;
        var name = RequestFields.Text(body, "model")!;
        if (ModelFinder.Find(catalog, profile, name, out var model) is not null || model!.Catalog.Kind != "embedding")
            return new ApiError(ErrorKind.ModelNotFound, $"model '{name}' not found, make sure the correct model ID was used and that you have access to the model.", "model");
        return new EmbedRequestReader(model).Read(body, out request);
    }

    private ApiError? Read(JsonElement body, out EmbedRequest? request)
    {
        request = null;
        if (ReadInputs(body) is { } wrongInput)
            return wrongInput;
        if (ReadTypes(body, out var types) is { } wrongType)
            return wrongType;
        var limits = model.Catalog.Embedding ?? new EmbeddingLimits();
        var asked = RequestFields.Integer(body, "output_dimension");
        if (asked is not null && limits.DimensionsParameter is null)
            return Refusal.Invalid("output_dimension is not supported by the specified model", "output_dimension");
        if (asked is { } size && (size > limits.MaxDimensions || !Sizes.Contains((int)size)))
            return Refusal.Invalid($"output_dimension {size} is not one of the dimensions of the model", "output_dimension");
        request = new EmbedRequest
        {
            Model = model,
            Inputs = _inputs,
            Texts = _texts,
            Types = types,
            Dimensions = (int)(asked ?? limits.DefaultDimensions),
            Tokens = _tokens,
            Images = _images,
        };
        return null;
    }

    private ApiError? ReadInputs(JsonElement body)
    {
        JsonElement? list = null;
        var kind = "";
        foreach (var name in (ReadOnlySpan<string>)["texts", "images", "inputs"])
        {
            if (RequestFields.Get(body, name) is not { } given)
                continue;
            if (list is not null)
                return Refusal.Invalid("only one of texts, images and inputs must be given", name);
            (list, kind) = (given, name);
        }

        if (list is not { } inputs || inputs.GetArrayLength() == 0)
            return Refusal.Invalid("one of texts, images and inputs must be given and not be empty", "texts");
        if (inputs.GetArrayLength() > MostInputs)
            return Refusal.Invalid($"total number of {kind} must be at most {MostInputs} - received {inputs.GetArrayLength()}", kind);
        if ((kind == "images") != (RequestFields.Text(body, "input_type") == "image") && kind != "inputs")
            return Refusal.Invalid("images must be given with the input_type image, and nothing else", "input_type");
        var whole = RequestFields.Text(body, "truncate") == "NONE";
        foreach (var item in inputs.EnumerateArray())
        {
            if (ReadInput(item, kind, whole) is { } error)
                return error;
        }

        return null;
    }

    private ApiError? ReadInput(JsonElement item, string kind, bool whole)
    {
        if (kind == "inputs")
            return ReadParts(item, whole);
        if (item.ValueKind != JsonValueKind.String)
            return Refusal.Invalid($"{kind} must be a list of strings", kind);
        if (kind == "images")
            return ReadImage(item.GetString()!);
        _texts.Add(item.GetString()!);
        return ReadText(item.GetString()!, whole);
    }

    private ApiError? ReadParts(JsonElement item, bool whole)
    {
        if (CohereFields.Known(item, "inputs", "content") is { } unknown)
            return unknown;
        if (RequestFields.Get(item, "content") is not { ValueKind: JsonValueKind.Array } parts || parts.GetArrayLength() == 0)
            return Refusal.Invalid("inputs: content must be a list of parts", "inputs");
        var before = _inputs.Count;
        foreach (var part in parts.EnumerateArray())
        {
            var kind = part.ValueKind == JsonValueKind.Object ? RequestFields.Text(part, "type") : null;
            var error = kind switch
            {
                "text" when RequestFields.Text(part, "text") is { } text => ReadText(text, whole),
                "image_url" when RequestFields.Get(part, "image_url") is { ValueKind: JsonValueKind.Object } image => ReadImage(RequestFields.Text(image, "url") ?? ""),
                _ => Refusal.Invalid("inputs: every part must be of type text or image_url", "inputs"),
            };
            if (error is not null)
                return error;
        }

        var joined = string.Join(' ', _inputs.Skip(before));
        _inputs.RemoveRange(before, _inputs.Count - before);
        _inputs.Add(joined);
        return null;
    }

    private ApiError? ReadText(string text, bool whole)
    {
        var tokens = Tokenizer.Count(text);
        var most = (int)Math.Min(model.Catalog.ContextWindow ?? int.MaxValue, int.MaxValue);
        if (tokens > most && whole)
            return new ApiError(ErrorKind.ContextLength, $"too many tokens: size limit exceeded by {tokens - most} tokens. The limit for this model is {most} tokens.");
        _tokens += Math.Min(tokens, most);
        _inputs.Add(text);
        return null;
    }

    private ApiError? ReadImage(string url)
    {
        var comma = url.IndexOf(";base64,", StringComparison.Ordinal);
        if (!url.StartsWith("data:image/", StringComparison.Ordinal) || comma < 0 || !Base64.IsValid(url.AsSpan(comma + 8)))
            return Refusal.Invalid("images must be base64 data urls", "images");
        if (!model.Catalog.Inputs.Contains("image"))
            return Refusal.Invalid("images are not supported by the specified model", "images");
        _images++;
        _tokens += TokensPerImage;
        _inputs.Add(TextComposer.Cut(url, 2_000));
        return null;
    }

    private static ApiError? ReadTypes(JsonElement body, out IReadOnlyList<string> types)
    {
        types = ["float"];
        if (RequestFields.Get(body, "embedding_types") is not { } list || list.GetArrayLength() == 0)
            return null;
        var asked = list.EnumerateArray().Select(item => item.ToString()).Distinct().ToArray();
        types = asked;
        return asked.FirstOrDefault(type => !Types.Contains(type)) is { } unknown
            ? Refusal.Invalid($"embedding_types must be of {string.Join(", ", Types)}, got '{TextComposer.Cut(unknown, 100)}'", "embedding_types")
            : null;
    }
}
