using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Cohere.Requests;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Cohere.Rerank;

/// <summary>Reads a request to rank documents as strictly as the provider would.</summary>
internal static class RerankRequestReader
{
    private const int MostDocuments = 10_000;
    private const int DocumentsPerUnit = 100;
    private const int TokensPerPart = 500;
    private const int UsualTokensPerDocument = 4_096;

    // The catalog may know them with their prices; without it they are served all the same.
    private static readonly string[] Models =
        ["rerank-v4.0-pro", "rerank-v4.0-fast", "rerank-v3.5", "rerank-english-v3.0", "rerank-multilingual-v3.0"];

    public static ApiError? Read(JsonElement body, ModelCatalog catalog, out RerankRequest? request)
    {
        request = null;
        if (CohereFields.Check(body, EmbeddingFields.CohereRerank, "rerank") is { } wrongField)
            return wrongField;
        var name = RequestFields.Text(body, "model")!;
        var model = catalog.Find("cohere", name);
        if (model is { Kind: not "rerank" } || (model is null && !Models.Contains(name)))
            return new ApiError(ErrorKind.ModelNotFound, $"model '{TextComposer.Cut(name, 200)}' not found, make sure the correct model ID was used and that you have access to the model.", "model");
        var query = RequestFields.Text(body, "query")!;
        if (query.Length == 0)
            return Refusal.Invalid("query must not be empty", "query");
        var list = RequestFields.Get(body, "documents")!.Value;
        if (list.GetArrayLength() is 0 or > MostDocuments)
            return Refusal.Invalid($"documents must have from 1 to {MostDocuments} members", "documents");
        if (list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            return Refusal.Invalid("documents must be a list of strings", "documents");
        var documents = list.EnumerateArray().Select(item => item.GetString()!).ToArray();
        var most = (int)Math.Min(RequestFields.Integer(body, "max_tokens_per_doc") ?? UsualTokensPerDocument, int.MaxValue);
        var asked = Tokenizer.Count(query);
        var (tokens, parts) = (asked, 0);
        foreach (var document in documents)
        {
            var count = Math.Min(Tokenizer.Count(document), most);
            tokens += count;
            parts += Math.Max(1, (count + asked + TokensPerPart - 1) / TokensPerPart);
        }

        request = new RerankRequest(
            model ?? new CatalogModel { Id = name, Provider = "cohere", Kind = "rerank" }, query, documents,
            (int)Math.Min(RequestFields.Integer(body, "top_n") ?? documents.Length, documents.Length), tokens, (parts + DocumentsPerUnit - 1) / DocumentsPerUnit);
        return null;
    }
}
