using System.ClientModel;
using System.ClientModel.Primitives;
using HybridAi.Client.Usage;
using HybridAi.EndToEnd.Tests.Hosting;
using OpenAI;
using OpenAI.Chat;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

/// <summary>The official OpenAI SDK for .NET, as an application would point it at the gateway.</summary>
[Collection(SharedProductCollection.Name)]
public abstract class SdkTest(SharedProduct shared)
{
    protected const string Model = "gpt-4.1-mini";

    private protected Product Product { get; } = shared.Product;

    private protected SimulatorServer Simulator { get; } = shared.Simulator;

    private protected OpenAIClientOptions Options(int retries = 0) => new()
    {
        Endpoint = new Uri(Product.Address, "v1"),
        RetryPolicy = new ClientRetryPolicy(retries),
        NetworkTimeout = TimeSpan.FromSeconds(60),
    };

    private protected ChatClient Chat(string model = Model, int retries = 0, string key = Product.AdministratorKey) =>
        new(model, new ApiKeyCredential(key), Options(retries));

    /// <summary>The record of an answer, by the id in its headers, once it is there.</summary>
    private protected Task<UsageRecordDocument> RecordOf<T>(ClientResult<T> answer) => Product.RecordAsync(IdOf(answer.GetRawResponse()));

    private protected static Guid IdOf(PipelineResponse response)
    {
        Assert.True(response.Headers.TryGetValue("x-request-id", out var id));
        return Guid.Parse(id!);
    }
}
