// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "views/mix/mix_types.h"

class QComboBox;
class QPlainTextEdit;
class QSplitter;
class QStackedWidget;
class QStandardItemModel;
class QTreeView;

namespace phi1 {

class ActionButton;
class Banner;
class EmptyState;
class Panel;
class SegmentedChoice;
class TextLabel;

/// The training sets that there are, newest first, and the chosen one: what its sources gave, its
/// documents, its recipe.
class SetsPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit SetsPanel(QWidget *parent = nullptr);

    void setSets(const SetList &list);
    void setDocuments(const SetDocuments &documents);
    void setTrainingTokens(double tokens, const QString &training); ///< for epochs; 0: once
    std::shared_ptr<const TrainingSet> current() const;
    void setCurrent(const QString &name);
    QStringList names() const;
    ActionButton *trainButton() const { return m_train; }

signals:
    void currentChanged();
    void trainRequested(const std::shared_ptr<const phi1::TrainingSet> &set);
    void recipeRequested(const phi1::MixRecipe &recipe);
    void documentsRequested(const std::shared_ptr<const phi1::TrainingSet> &set, int part,
                            bool validation);
    /// @param row  of the corpus
    void sampleRequested(const QString &corpus, qint64 row);

private:
    void showCurrent();
    void showSources(const TrainingSet &set);
    void requestDocuments();

    SetList m_list;
    double m_trainingTokens = 0.0;
    QString m_training;
    Panel *m_panel, *m_details;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    Banner *m_problem;
    QTreeView *m_view;
    QStandardItemModel *m_model;
    SegmentedChoice *m_choice;
    QStackedWidget *m_pages;
    QTreeView *m_sources;
    QStandardItemModel *m_sourceModel;
    QComboBox *m_part;
    TextLabel *m_documentsFacts;
    QTreeView *m_documents;
    QStandardItemModel *m_documentModel;
    QPlainTextEdit *m_recipe;
    ActionButton *m_train, *m_take;
    QSplitter *m_splitter;
};

} // namespace phi1
