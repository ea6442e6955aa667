// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantMap>
#include <QVector>
#include <QWidget>

#include "views/mix/mix_types.h"

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QStackedWidget;
class QVBoxLayout;

namespace phi1 {

class ActionButton;
class Banner;
class EmptyState;
class FormField;
class Panel;
class SourceRow;
class ValueRow;

/// A training that a mixture is meant for.
struct MixBudget {
    QString title;       ///< "nano-code: 1 000 steps"
    double tokens = 0.0; ///< that it reads; 0: once through everything
};

/// The recipe that is being written: name, sources with filters and weights, and what it gives.
class RecipePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit RecipePanel(QWidget *parent = nullptr);

    MixRecipe recipe() const;
    void setRecipe(const MixRecipe &recipe);
    /// A source behind the others; instead of the one whose filter is being chosen, if that is of
    /// the same corpus.
    void addSource(const QString &corpus, const SampleFilter &filter);
    void setCorpora(const QStringList &names);
    void setBudgets(const QVector<MixBudget> &budgets); ///< the choice stays, by its title
    void setCounts(const MixCounts &counts);
    void setTakenNames(const QStringList &names); ///< of sets that there are
    const MixCounts *counts() const { return m_isCounted ? &m_counts : nullptr; }
    MixBudget budget() const;
    double trainingTokens() const; ///< of the chosen budget, else those of the mixture
    /// Why it cannot be written as it stands; empty if it can.
    QString problem() const;
    QStringList uncountedCorpora() const; ///< of which tokens are missing
    QVector<SourceRow *> rows() const { return m_rows; }

    QVariantMap state() const;
    void restore(const QVariantMap &state);

signals:
    void recipeChanged();
    void budgetChanged();
    void countTokensRequested();
    void chooseRequested(const QString &corpus, const phi1::SampleFilter &filter);
    void importRequested();

private:
    SourceRow *makeRow(const MixSource &source);
    void changed();
    void showCounts();
    void rearrange();
    QStringList titles() const;

    QLineEdit *m_name;
    FormField *m_nameField;
    QDoubleSpinBox *m_validation;
    QLineEdit *m_tokenizer;
    QLineEdit *m_vocabulary;
    QComboBox *m_budget;
    QVector<MixBudget> m_budgets;
    QComboBox *m_corpus;
    ActionButton *m_add;
    Panel *m_panel;
    Banner *m_notice;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QVBoxLayout *m_sources;
    ValueRow *m_samples, *m_tokens, *m_training;
    QVector<SourceRow *> m_rows;
    QStringList m_taken;
    MixCounts m_counts;
    bool m_isCounted = false;
    int m_choosing = -1; ///< source whose filter is being chosen in Samples
};

} // namespace phi1
