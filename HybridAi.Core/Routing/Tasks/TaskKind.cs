namespace HybridAi.Core.Routing.Tasks;

/// <summary>What a request is for, as far as the choice of a model depends on it. A closed list; their order is that of the classifier's weights.</summary>
public enum TaskKind
{
    /// <summary>Writing, changing, explaining or finding faults in programs, queries and configuration.</summary>
    Code,

    /// <summary>Calculating, solving, proving.</summary>
    Math,

    /// <summary>Drawing conclusions: puzzles, logic, causes, plans, trade-offs.</summary>
    Reasoning,

    /// <summary>Making a text shorter.</summary>
    Summarization,

    /// <summary>From one language to another.</summary>
    Translation,

    /// <summary>Taking facts, names or fields out of a text.</summary>
    Extraction,

    /// <summary>Deciding which of a few labels something has.</summary>
    Classification,

    /// <summary>Stories, poems, slogans, ideas.</summary>
    Creative,

    /// <summary>Telling facts and explaining things, from knowledge or from a text that comes along.</summary>
    QuestionAnswering,

    /// <summary>Small talk, feelings, greetings.</summary>
    Conversation,
}
