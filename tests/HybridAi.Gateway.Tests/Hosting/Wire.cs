namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>What OpenAI's wire looks like.</summary>
internal static class Wire
{
    public const string Done = "data: [DONE]\n\n";

    public const string Role = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";

    public const string Finish = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    public const string Usage = "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14}}\n\n";

    /// <summary>10 tokens in, 4 out: 18 millionths of a dollar, 18,000 nano-dollars.</summary>
    public const string Answer = """
        {"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14}}
        """;

    public const long AnswerNanoDollars = 18_000;

    public static string Text(string text) =>
        "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";

    public static string Error(string message, string type = "server_error") => "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":null}}";
}
