using System.Text.Json.Nodes;
using HybridAi.Providers.Profiles;

namespace HybridAi.Providers.Batches;

/// <summary>How a provider's API of batches differs from OpenAI's, which callers have. Files and the lines that come back are the same in all of them.</summary>
public interface IBatchWire
{
    /// <summary>Whether a line is a <c>custom_id</c> and a <c>body</c> alone, without <c>method</c> and <c>url</c>.</summary>
    bool HasBareLines { get; }

    /// <summary>The body that makes a batch.</summary>
    /// <param name="asked">What the caller sent to <c>POST /v1/batches</c>, with the provider's id of the file; its fields may be taken over.</param>
    /// <param name="model">The model of all lines, by the provider's id.</param>
    /// <param name="problem">What of it the provider does not have, for the caller; null if nothing.</param>
    /// <param name="param">The field that this is about, or null.</param>
    /// <returns>Null if there is a problem.</returns>
    JsonObject? WriteCreation(JsonObject asked, string model, out string? problem, out string? param);

    /// <summary>A batch of the provider's as OpenAI's object. What callers told and the provider does not repeat is missing.</summary>
    /// <param name="answer">The provider's object; it may be changed.</param>
    JsonObject Read(JsonObject answer);

    /// <summary>The query for a page of the list of batches, newest first.</summary>
    /// <param name="page">Which, from 0 on.</param>
    /// <param name="size">How many there are on a page, 1 to 100.</param>
    /// <param name="last">The provider's id of the last that was seen, or null.</param>
    string PageOf(int page, int size, string? last);

    /// <summary>The wire of a provider.</summary>
    /// <param name="profile">What batches it has.</param>
    static IBatchWire Of(BatchProfile profile) => profile.Wire == BatchWire.Mistral ? MistralBatchWire.Instance : OpenAiBatchWire.Instance;
}
