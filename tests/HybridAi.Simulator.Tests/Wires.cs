namespace HybridAi.Simulator.Tests;

/// <summary>Where each provider answers chats, with a model of its own.</summary>
internal static class Wires
{
    public const string OpenAi = "/openai/v1/chat/completions";
    public const string Groq = "/groq/openai/v1/chat/completions";
    public const string Mistral = "/mistral/v1/chat/completions";
    public const string Cerebras = "/cerebras/v1/chat/completions";
    public const string OpenRouter = "/openrouter/api/v1/chat/completions";
    public const string Azure = "/azure/openai/v1/chat/completions";
    public const string Ollama = "/ollama/v1/chat/completions";
    public const string Vllm = "/vllm/v1/chat/completions";

    public const string Anthropic = "/anthropic/v1/messages";
    public const string Responses = "/openai/v1/responses";
    public const string Completions = "/vllm/v1/completions";

    public static readonly TheoryData<string, string> All = new()
    {
        { OpenAi, "gpt-4o-mini" },
        { Groq, "openai/gpt-oss-20b" },
        { Mistral, "mistral-small-latest" },
        { Cerebras, "gpt-oss-120b" },
        { OpenRouter, "openai/gpt-4o-mini" },
        { Azure, "my-deployment" },
        { Ollama, "llama3.2" },
        { Vllm, "qwen" },
    };

    /// <summary>A chat with one user message; more members start with a comma.</summary>
    public static string Chat(string model, string text, string more = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":{{System.Text.Json.JsonSerializer.Serialize(text)}}}]{{more}}}""";
}
