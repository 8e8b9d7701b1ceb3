namespace HybridAi.Providers.Tests.Cohere;

/// <summary>The bodies that the official SDK (npm <c>cohere-ai</c> 8.1.0) sends, as a server got them.</summary>
internal static class OfficialSdkRequests
{
    public const string Text = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"Hi"}],"stream":false}
        """;

    public const string Sampling = """
        {"model":"command-a-03-2025","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"max_tokens":50,"temperature":0.3,"p":0.9,"k":40,"frequency_penalty":0.5,"presence_penalty":0.25,"seed":7,"stop_sequences":["END","STOP"],"logprobs":true,"stream":false}
        """;

    public const string Image = """
        {"model":"command-a-vision-07-2025","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk=","detail":"low"}}]}],"stream":false}
        """;

    public const string Tools = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"Weather?"}],"tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],"tool_choice":"REQUIRED","strict_tools":true,"stream":false}
        """;

    public const string ToolNone = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"Weather?"}],"tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],"tool_choice":"NONE","stream":false}
        """;

    public const string ToolTurn = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"Weather?"},{"role":"assistant","tool_plan":"I will look it up.","tool_calls":[{"id":"c1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Rome\"}"}},{"id":"c2","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"{\"sky\":\"clear\"}"},{"role":"tool","tool_call_id":"c2","content":"{\"sky\":\"rain\"}"}],"tools":[{"type":"function","function":{"name":"get_weather","description":"Weather of a city","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}],"stream":false}
        """;

    public const string JsonObject = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"JSON please"}],"response_format":{"type":"json_object"},"stream":false}
        """;

    public const string JsonSchema = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"JSON please"}],"response_format":{"type":"json_object","json_schema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}},"stream":false}
        """;

    public const string Thinking = """
        {"model":"command-a-reasoning-08-2025","messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"enabled","token_budget":500},"stream":false}
        """;

    public const string ThinkingOff = """
        {"model":"command-a-reasoning-08-2025","messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"disabled"},"stream":false}
        """;

    public const string ThinkingTurn = """
        {"model":"command-a-reasoning-08-2025","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"They greet."},{"type":"text","text":"Hello"}]},{"role":"user","content":"Bye"}],"stream":false}
        """;

    public const string Documents = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"Summarise."}],"documents":[{"id":"notes.txt","data":{"text":"Penguins swim."}}],"citation_options":{"mode":"ENABLED"},"stream":false}
        """;

    public const string Stream = """
        {"model":"command-a-03-2025","messages":[{"role":"user","content":"Hi"}],"stream":true}
        """;

    public const string Embed = """
        {"model":"embed-v4.0","input_type":"search_document","texts":["a","b"],"embedding_types":["float"],"output_dimension":256}
        """;

    public const string Rerank = """
        {"model":"rerank-v3.5","query":"q","documents":["a","b"],"top_n":1}
        """;
}
