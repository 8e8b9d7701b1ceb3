namespace HybridAi.AppHost;

/// <summary>
/// The secrets of the composition. A run makes up those of the product's own and keeps them in the user secrets of this project; a deployment asks for them.
/// Keys of providers come from the environment's variables, or as <c>Parameters:openai-api-key</c> from the user secrets; a provider without a key is none.
/// </summary>
internal sealed class Secrets
{
    private static readonly string[] Variables =
    [
        "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GROQ_API_KEY", "COHERE_API_KEY", "MISTRAL_API_KEY", "CEREBRAS_API_KEY", "OPENROUTER_API_KEY",
    ];

    private readonly IDistributedApplicationBuilder _builder;

    public Secrets(IDistributedApplicationBuilder builder)
    {
        _builder = builder;
        AdministratorKey = Own("administrator-key");
        MasterKey = Own("master-key");
        SiteKey = Own("site-key");
        ProviderKeys = Variables.ToDictionary(variable => variable, OfProvider);
        HasProviderKey = Variables.Any(variable => Given(variable) is not null);
    }

    public IResourceBuilder<ParameterResource> AdministratorKey { get; }

    public IResourceBuilder<ParameterResource> MasterKey { get; }

    public IResourceBuilder<ParameterResource> SiteKey { get; }

    /// <summary>A parameter for each variable, empty where there is no key.</summary>
    public IReadOnlyDictionary<string, IResourceBuilder<ParameterResource>> ProviderKeys { get; }

    public bool HasProviderKey { get; }

    private IResourceBuilder<ParameterResource> Own(string name) => _builder.ExecutionContext.IsRunMode
        ? _builder.AddParameter(name, new MadeUpKey(), secret: true, persist: true)
        : _builder.AddParameter(name, secret: true);

    // One that is given is asked for by a deployment; one that is not must not be.
    private IResourceBuilder<ParameterResource> OfProvider(string variable) => Given(variable) is { } key
        ? _builder.AddParameter(NameOf(variable), key, secret: true)
        : _builder.AddParameter(NameOf(variable), new NoKey(), secret: true);

    private string? Given(string variable) => new[] { _builder.Configuration[$"Parameters:{NameOf(variable)}"], _builder.Configuration[variable] }
        .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static string NameOf(string variable) => variable.ToLowerInvariant().Replace('_', '-');
}
