// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/state/samples_types.h"

namespace phi1 {

class ActionButton;
class Banner;
class IconButton;
class LabelBar;
class NoteEdit;
class Panel;
class ProvenancePanel;
class SampleTextView;

/// One sample in full: its text with how it is shown above it, the label, a note and where it is
/// from below.
class SamplePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit SamplePanel(QWidget *parent = nullptr);
    ~SamplePanel() override;

    /// Another sample, or the same one with another label; null: none, and `placeholder` says why.
    void setPage(const SamplePage *page, const QString &placeholder = {});
    /// A document of a step: its text alone, "3 of 512".
    /// @param inCorpus  it can be looked at among the samples of its corpus
    void setDocument(const SamplePage &page, int index, int count, bool inCorpus);
    /// "1 of 9 412" beside the number; rank -1: it is none of those found.
    void setRank(qint64 rank, qint64 count);
    /// What is shown is old: another sample is being read.
    void setStale(bool stale);
    void setProblem(const QString &sentence); ///< labels cannot be kept; empty: all is well

    /// The text as it came, or as it is to be shown without a sample of a corpus.
    SampleTextView *text() const { return m_text; }
    LabelBar *labels() const { return m_labels; }
    NoteEdit *note() const { return m_note; }
    ProvenancePanel *provenance() const { return m_provenance; }
    Panel *panel() const { return m_panel; }
    ActionButton *wrapButton() const { return m_wrap; }
    ActionButton *whitespaceButton() const { return m_whitespace; }
    ActionButton *tokensButton() const { return m_tokens; }
    ActionButton *lossButton() const { return m_loss; }
    void setLossText(const QString &text, const QString &tip, bool on);
    void setLossBusy(bool busy);
    void openDetails();
    void showTextOptions(); ///< the buttons, after the text was told otherwise
    /// A note that is still being typed is told at once.
    void flushNote();
    /// Label, note and provenance, which documents that are in no corpus have not.
    void setSampleParts(bool shown);

signals:
    void tokensToggled(bool shown);
    void lossMenuRequested(QWidget *button);
    void noteEdited(phi1::SampleRow row, const QString &note);
    void copied();
    void corpusRequested(); ///< of a document
    void stateChanged();    ///< wrapping or whitespace

private:
    void buildHead();
    void showTitle();

    Panel *m_panel;
    SampleTextView *m_text;
    ActionButton *m_wrap, *m_whitespace, *m_tokens, *m_loss;
    IconButton *m_corpus, *m_info, *m_copy;
    QWidget *m_below;
    Banner *m_problem;
    LabelBar *m_labels;
    NoteEdit *m_note;
    ProvenancePanel *m_provenance;
    QTimer m_noteTimer;
    SampleRow m_row = noSample;
    QString m_keptNote; ///< as the session knows it
    qint64 m_rank = -1, m_count = 0;
    SamplePage m_page;
    bool m_stale = false;
    bool m_isDocument = false;
};

} // namespace phi1
