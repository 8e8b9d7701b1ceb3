using System.ClientModel;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;
using OpenAI.Embeddings;
using OpenAI.Models;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

public sealed class EmbeddingAndModelTests(SharedProduct shared) : SdkTest(shared)
{
    [Fact]
    public async Task Base64_and_float_vectors_are_the_same()
    {
        var client = new EmbeddingClient("text-embedding-3-small", new ApiKeyCredential(Product.AdministratorKey), Options());

        // The SDK itself asks for base64; the protocol method lets the caller ask for numbers.
        var packed = await client.GenerateEmbeddingsAsync(["one", "two"], new EmbeddingGenerationOptions { Dimensions = 64 });
        var plain = await client.GenerateEmbeddingsAsync(BinaryContent.Create(BinaryData.FromString(
            """{"model":"text-embedding-3-small","input":["one","two"],"dimensions":64,"encoding_format":"float"}""")));

        using var json = JsonDocument.Parse(plain.GetRawResponse().Content);
        Assert.Equal(2, packed.Value.Count);
        foreach (var (embedding, index) in packed.Value.Select((embedding, index) => (embedding, index)))
        {
            var numbers = json.RootElement.GetProperty("data")[index].GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle()).ToArray();
            Assert.Equal(64, numbers.Length);
            Assert.Equal(numbers, embedding.ToFloats().ToArray(), (left, right) => Math.Abs(left - right) < 1e-6);
        }

        var record = await RecordOf(packed);
        Assert.Equal("embeddings", record.Api);
        Assert.Equal(packed.Value.Usage.InputTokenCount, record.Usage.TotalInput);
        Assert.Equal(0, record.Usage.TotalOutput);
        Assert.True(record.CostUsd > 0);
    }

    [Fact]
    public async Task Models_are_listed_and_each_can_be_got()
    {
        var client = new OpenAIModelClient(new ApiKeyCredential(Product.AdministratorKey), Options());

        var models = (await client.GetModelsAsync()).Value;

        Assert.Contains(models, model => model.Id == Model && model.OwnedBy == "openai");
        Assert.Contains(models, model => model.Id == "smart");
        Assert.Equal(models.Count, models.Select(model => model.Id).Distinct().Count());
        foreach (var model in models)
            Assert.Equal(model.Id, (await client.GetModelAsync(model.Id)).Value.Id);
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => client.GetModelAsync("no-such-model"));
        Assert.Equal(404, unknown.Status);
    }
}
