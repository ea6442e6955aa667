// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include <QHash>
#include <QPointer>
#include <QTimer>

#include "views/samples/samples_page.h"
#include "views/state/batch_list.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/samples_session.h"

class QAction;
class QComboBox;
class QMenu;
class QStackedWidget;

namespace phi1 {

class ActionButton;
class Banner;
class BatchPanel;
class FacetPanel;
class FilterChips;
class NearPane;
class SampleListPanel;
class SamplePanel;
class SamplesLayout;
class SampleSearchBar;
class SampleTextView;

/// Parts and connections of the page; what is found and kept is the session's.
class SamplesPage::Private : public QObject
{
    Q_OBJECT
public:
    Private(SamplesPage &owner, PageContext &context);
    ~Private() override;

    QString facts() const;
    QList<QWidget *> headerActions();
    QList<QWidget *> panels() const;
    void focusSearch();
    void fitWidth();
    void takeFocus();
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);
    void open(const QVariantMap &arguments);

    SamplesPage &page;
    PageContext &context;
    SamplesSession session;

private:
    // samples_page_p.cpp: the parts
    void buildParts();
    void connectFinding();
    void connectSample();
    void connectSession();

    // samples_page_show.cpp: what the session says
    void showCorpora();
    void chooseCorpus();
    void showFilter();
    void showSearch();
    void showFacets();
    void showOrder();
    void showCurrent();
    void showSample(const SamplePage &sample);
    void showNotice();
    void readFirst();
    void setFilter(const SampleFilter &filter);

    // samples_page_actions.cpp: commands
    void addActions();
    void updateActions();
    void setLabel(int label);
    void goTo(QWidget *button);
    void copyText();
    void openPage(const QString &id);
    void toggleSecond();
    void showSecond(bool shown);
    void dismiss();
    void fillTokenizerMenu(QMenu *menu);

    // samples_page_loss.cpp: what models make of the text
    CheckpointCatalogue &catalogue();
    void showTokens(bool shown);
    void openLossMenu(QWidget *button);
    void fillCheckpoints(QMenu *menu, const QString &current,
                         const std::function<void(const CheckpointChoice &)> &take);
    void chooseLoss(const CheckpointChoice &checkpoint);
    void chooseOther(const CheckpointChoice &other);
    void endLoss();
    void askLoss();
    void takeLoss(quint64 request, const SampleLossMap &map);
    void showLossButton();
    SampleTextView *lossView() const;
    void openFolder(const std::function<void(const CheckpointChoice &)> &take);

    // samples_page_batch.cpp: the documents of a step
    void openBatch(const QString &runId, qint64 step);
    void closeBatch();
    void showBatch();
    void showDocument(int index);
    void openInCorpus();
    bool isBatch() const { return m_batch != nullptr; }

    SamplesLayout *m_layout = nullptr;
    QComboBox *m_corpora = nullptr;
    FacetPanel *m_facets = nullptr;
    FilterChips *m_chips = nullptr;
    SampleSearchBar *m_search = nullptr;
    Banner *m_notice = nullptr;
    QStackedWidget *m_lists = nullptr;
    SampleListPanel *m_list = nullptr;
    BatchPanel *m_documents = nullptr;
    SamplePanel *m_sample = nullptr;
    NearPane *m_near = nullptr;
    QPointer<ActionButton> m_trainButton, m_mixButton;
    QHash<QString, QAction *> m_actions;

    std::unique_ptr<CheckpointCatalogue> m_catalogue; ///< looked up at the first need
    std::optional<CheckpointChoice> m_lossOf, m_lossOther;
    std::unique_ptr<BatchList> m_batch;
    QTimer m_lossTimer; ///< who runs through samples does not want the loss of each
    quint64 m_lossRequest = 0;
    quint64 m_tokensRequest = 0;
    QString m_tokenizer; ///< folder; empty: the bundled one
    SamplePage m_shown;
    QString m_wantedCorpus; ///< that a saved state or another page named
    QString m_closedNotice;
    bool m_wantsFirst = true;   ///< the first of those found is to be read,
    bool m_keepsCurrent = true; ///< unless the current one is among them
    bool m_focused = false;
};

} // namespace phi1
