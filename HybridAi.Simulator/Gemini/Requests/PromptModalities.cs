namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>Prompt tokens that are no text, by what they are.</summary>
internal sealed class PromptModalities
{
    public int Image { get; private set; }

    public int Video { get; private set; }

    public int Audio { get; private set; }

    public int Document { get; private set; }

    public int Sum => Image + Video + Audio + Document;

    public void Add(string modality, int tokens)
    {
        switch (modality)
        {
            case "image":
                Image += tokens;
                break;
            case "video":
                Video += tokens;
                break;
            case "audio":
                Audio += tokens;
                break;
            default:
                Document += tokens;
                break;
        }
    }
}
